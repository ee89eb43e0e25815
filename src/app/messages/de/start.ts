import { formatNumber, formatPerplexity } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const start: Translation<'start'> = {
  title: 'Ein Sprachmodell mit Ihrer Tabelle feinabstimmen.',
  intro: 'Es läuft auf der GPU dieses Computers. Ihre Zeilen werden nie hochgeladen.',
  sampleTitle: 'Mit einem Beispiel beginnen',
  sampleHint:
    'Eine kleine Tabelle mit Fragen und Antworten zur Gesundheit, für diese Seite geschrieben. Alles ist schon eingestellt.',
  sample: 'Beispiel ausprobieren',
  noAccount: 'ohne Konto',
  noAccountAbout: (elapsedMs) => `ohne Konto, etwa ${roughTime(elapsedMs)}`,
  dropTitle: 'CSV oder JSONL hier ablegen',
  dropHint: 'Eine Zeile je Beispiel, mit Kopfzeile: eine Spalte, aus der gefragt, und eine, mit der geantwortet wird.',
  choose: 'Datei wählen',
  steps: [
    [
      'Zeilen wählen',
      'Filtern Sie, sehen Sie eine Zeile so, wie das Modell sie sieht, und teilen Sie sie in drei Teile.',
    ],
    ['Trainieren', 'Ein kleiner Adapter lernt auf einem festen 4-Bit-Modell, während Sie den Verlust verfolgen.'],
    [
      'Vergleichen',
      'Basis und abgestimmtes Modell auf Zeilen, die keines gesehen hat. Dann nehmen Sie den Adapter mit.',
    ],
  ],
  stepsTitle: 'Wie es weitergeht',
  axis: 'Verlust (Nats je Token, niedriger ist besser)',
  curve: { steps: (steps) => `${formatNumber(steps)} Schritte`, base: 'Basis', training: 'Training' },
  curveTitle: (steps, before, after) =>
    `Trainingsverlust über ${formatNumber(steps)} Schritte eines aufgezeichneten Laufs. Auf den Testzeilen ging die Perplexität von ${formatPerplexity(before)} auf ${formatPerplexity(after)}.`,
  question: 'Dieselbe Frage',
  before: 'Vor dem Training',
  after: 'Nach dem Training',
  recordedOn: (gpu, iso) => `Aufgezeichnet auf ${gpu}, ${day(iso)}.`,
  unchecked: 'Ausgabe des Modells, ungeprüft.',
  watch: 'Diesen Lauf ansehen',
  goOn: (fileName) => `${fileName} ist geöffnet.`,
  goOnButton: 'Damit weitermachen',
};

function roughTime(ms: number): string {
  const seconds = Math.max(10, Math.round(ms / 10_000) * 10);
  return seconds < 120 ? `${seconds} s` : `${Math.round(ms / 60_000)} min`;
}

function day(iso: string): string {
  return new Date(iso).toLocaleDateString('de-DE', { day: 'numeric', month: 'long', year: 'numeric' });
}
