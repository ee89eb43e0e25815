import { formatBytes, formatDecimals, formatNumber, formatPerplexity } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

const runs = (count: number) => (count === 1 ? '1 Lauf' : `${formatNumber(count)} Läufe`);

export const history: Translation<'history'> = {
  title: 'Läufe in diesem Browser',
  intro: 'Jeder Lauf bleibt hier, bis Sie ihn löschen. Nichts davon verlässt diesen Computer.',
  looking: 'Sie werden gesucht…',
  empty: 'Hier ist noch kein Lauf aufbewahrt.',
  emptyHow: 'Ein Lauf erscheint hier, sobald ein Training beginnt. Sie können auch eine Datei mit Läufen importieren.',
  link: 'Läufe',
  linkTo: (name) => `Läufe in diesem Browser, dieser: ${name}`,
  kept: (count) => `${runs(count)} in diesem Browser.`,
  seeAll: 'Alle Läufe ansehen',

  space: (count, used) => `${runs(count)}, ${used}.`,
  quota: (free) => `Der Browser hat noch etwa ${free} für diese Seite.`,
  short:
    'Der Browser hat für diese Seite fast keinen Platz mehr. Von selbst wird nichts gelöscht: Löschen Sie Läufe, die Sie nicht mehr brauchen, oder exportieren Sie sie vorher.',
  persisted: 'Er hat versprochen, sie aufzubewahren, bis Sie sie löschen.',
  notPersisted: 'Er darf sie löschen, wenn auf diesem Computer der Platz knapp wird.',
  persist: 'Um Aufbewahrung bitten',

  search: 'Suchen',
  searchHint: 'Name, Datei, Modell oder Fingerabdruck',
  order: 'Sortieren nach',
  orders: {
    newest: 'Neueste zuerst',
    oldest: 'Älteste zuerst',
    name: 'Name',
    perplexity: 'Niedrigste Perplexität',
    size: 'Größte zuerst',
  },
  found: (shown, all) => (shown === all ? runs(all) : `${formatNumber(shown)} von ${runs(all)}`),
  noneFound: 'Kein Lauf hat diese Wörter.',
  list: 'Läufe',

  defaultName: (file, model) => `${file} mit ${model}`,
  numbered: (name, number) => `${name} (${formatNumber(number)})`,
  damagedName: 'Ein Lauf, der nicht lesbar ist',
  begun: (atMs) =>
    new Date(atMs).toLocaleString('de-DE', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }),
  model: 'Modell',
  data: 'Daten',
  fingerprint: (short) => `Fingerabdruck ${short}`,
  noFingerprint: 'Fingerabdruck nicht vermerkt',
  size: 'Größe',
  sizeOf: (sizeBytes) => formatBytes(sizeBytes),
  perplexity: 'Perplexität, Basis zu abgestimmt',
  change: (base, tuned) => `${formatPerplexity(base)} → ${formatPerplexity(tuned)}`,
  none: 'noch keine',
  sparkline: (first, last) => `Trainingsverlust von ${formatDecimals(first, 2)} auf ${formatDecimals(last, 2)}`,
  noCurve: 'Kein Schritt wurde gespeichert.',
  departures: 'Einstellungen, die vom Rezept abweichen',
  noDepartures: 'Einstellungen des Rezepts',
  chip: (label, value) => `${label}: ${value === '' ? 'keine' : value}`,
  more: (count) => `${formatNumber(count)} weitere`,
  fewer: 'Weniger',

  states: {
    finished: 'Fertig',
    stopped: 'Beendet, behalten',
    unfinished: (step, total) => `Unfertig, Schritt ${formatNumber(step)} von ${formatNumber(total)}`,
    here: 'Im Gange in diesem Tab',
    elsewhere: 'Offen in einem anderen Tab',
    damaged: 'Beschädigt',
  },
  downloaded: 'heruntergeladen',

  open: 'Öffnen',
  openNamed: (name) => `${name} öffnen`,
  resume: 'Fortsetzen',
  resumeNamed: (name) => `${name} fortsetzen`,
  look: 'Ansehen',
  lookNamed: (name) => `${name} ansehen`,
  rename: 'Umbenennen',
  renameNamed: (name) => `${name} umbenennen`,
  nameLabel: 'Name des Laufs',
  nameHint: 'Lassen Sie ihn leer für den Namen aus Datei und Modell.',
  save: 'Speichern',
  cancel: 'Abbrechen',
  nameLong: (most) => `Höchstens ${formatNumber(most)} Zeichen.`,
  nameTaken: 'Ein anderer Lauf heißt so.',
  export: 'Exportieren',
  exportNamed: (name) => `${name} exportieren`,
  remove: 'Löschen',
  removeNamed: (name) => `${name} löschen`,
  removed: (name) => `${name} wird in 10 s gelöscht. Wenn Sie diesen Tab vorher schließen, bleibt der Lauf.`,
  undo: 'Rückgängig',
  choose: (name) => `${name} vergleichen`,
  compare: 'Vergleichen',

  exportAll: 'Alle exportieren',
  exportAllHow: (finished, unfinished) =>
    unfinished === 0
      ? ''
      : `Exportiert werden die ${formatNumber(finished)} fertigen; ${unfinished === 1 ? '1 unfertiger Lauf bleibt' : `${formatNumber(unfinished)} unfertige Läufe bleiben`} hier.`,
  packing: 'Wird gepackt…',
  import: 'Importieren',
  importing: 'Die Datei wird gelesen…',
  imported: (added, known) =>
    [
      added === 0 ? 'Kein Lauf kam hinzu.' : `${runs(added)} hinzugefügt.`,
      ...(known === 0
        ? []
        : [
            known === 1
              ? '1 Lauf war schon hier und bleibt, wie er ist.'
              : `${runs(known)} waren schon hier und bleiben, wie sie sind.`,
          ]),
    ].join(' '),
  importedFrom: (fileName) => fileName,
  refused: (count) => `${runs(count)} ${count === 1 ? 'ließ' : 'ließen'} sich nicht übernehmen`,
  failed: 'Das hat nicht geklappt',
  rowsWarning:
    'Die Datei enthält die Zeilen ihrer Läufe, wie das Zip des Adapters auch. Überlegen Sie, bevor Sie sie weitergeben.',

  compareTitle: 'Nebeneinander',
  compareHow: 'Wählen Sie oben zwei oder mehr fertige Läufe.',
  compareChosen: (count) => `${runs(count)} nebeneinander`,
  clear: 'Keinen wählen',
  obstacles: {
    rows: 'Diese Läufe wurden auf verschiedenen Zeilen gemessen, deshalb lassen sich ihre Verluste und Perplexitäten nicht vergleichen. Die Änderung von der Basis zum abgestimmten Modell gilt innerhalb jedes Laufs.',
    unknown:
      'Nicht jeder dieser Läufe sagt, auf welchen Zeilen er gemessen wurde. Vergleichen Sie ihre Verluste nur, wenn Sie wissen, dass die Zeilen dieselben sind.',
    tokens:
      'Diese Läufe sahen dieselben Zeilen in andere Token oder auf eine andere Länge geschnitten. Ein Verlust je Token handelt dann von etwas anderem: Vergleichen Sie die Änderung von der Basis zum abgestimmten Modell.',
  },
  comparable: 'Auf denselben Testzeilen gemessen: Ihre Werte sind vergleichbar.',
  compareTable: 'Die gewählten Läufe nebeneinander',
  run: 'Lauf',
  started: 'Begonnen',
  rows: 'Zeilen: Training, Validierung, Test',
  rowsOf: (train, validation, test) => [train, validation, test].map((count) => formatNumber(count)).join(', '),
  verdict: 'Urteil',
  testPerplexity: 'Perplexität im Test, Basis → abgestimmt',
  testLoss: 'Testverlust, abgestimmt',
  bestValidation: 'Bester Validierungsverlust',
  finalTraining: 'Letzter Trainingsverlust',
  time: 'Dauer',
  device: 'Gerät',
  steps: 'Schritte',
  settingNone: 'keine',
  curves: 'Trainingsverlust der gewählten Läufe',
  curvesCaption: 'Über etwa zehn Schritte geglättet.',
  curvesX: 'Optimierungsschritt',
  curvesY: 'Verlust (Nats je Token, niedriger ist besser)',
};
