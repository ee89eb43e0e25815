import { formatDecimals, formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const startAdapter: Translation<'startAdapter'> = {
  title: 'Ausgangspunkt',
  fresh:
    'Das Training beginnt mit neuen Zahlen. Oder es geht von einem Adapter aus: dem Zip eines Laufs oder einem PEFT-Adapter von anderen.',
  drop: 'Legen Sie hier ein Zip oder einen Ordner mit adapter_config.json und adapter_model.safetensors ab. Gelesen wird, wo es liegt.',
  openZip: 'Zip wählen',
  openFolder: 'Adapterordner wählen',
  openFiles: 'Beide Dateien wählen',
  checking: 'Der Adapter wird gelesen…',
  refused: 'Dieser Adapter ist hier nicht verwendbar',
  doubt: 'Ist das die richtige Basis?',
  goesOn: (name) => `Das Training geht von ${name} aus`,
  facts: (rank, alpha, targets, rslora, numbers) =>
    `Rang ${rank}, Alpha ${alpha}${rslora ? ', rangstabil' : ''}, auf ${targets.join(', ')}: ${formatNumber(numbers)} Zahlen. Diese Einstellungen sind die des Adapters.`,
  madeFor: (base) => (base === null ? 'Er nennt kein Basismodell.' : `Er sei für ${base} gemacht, sagt er.`),
  remove: 'Mit neuen Zahlen beginnen',
  locked: 'Rang, Alpha, Matrizen und Skalierung sind die des Adapters, von dem das Training ausgeht.',
  barRefused: 'Der Adapter passt nicht: Wählen Sie einen anderen Ausgangspunkt.',
  barMeasuring: 'Der Adapter wird gemessen.',
  measure: 'Auf den Testzeilen messen',
  measureWhat: 'Basis und Adapter auf denselben Zeilen, ohne Training.',
  measureRunning: 'Ein Lauf ist im Gange. Der Adapter lässt sich messen, wenn er beendet ist.',
  cancel: 'Messung beenden',
  cancelling: 'Wird beendet…',
  phases: { load: 'Das Modell wird geladen', base: 'Basis', adapter: 'Adapter' },
  progress: (done, total) => `${formatNumber(done)} von ${formatNumber(total)}`,
  preparing: 'Vorbereitung',
  failed: 'Er ließ sich nicht messen',
  model: 'Modell',
  loss: 'Testverlust',
  perplexity: 'Perplexität',
  base: 'Basis',
  adapter: 'Adapter',
  lossFigure: (loss) => formatDecimals(loss, 4),
  perplexityFigure: (perplexity) => formatPerplexity(perplexity),
  change: {
    fell: (share, low, high) =>
      `Die Perplexität ist ${formatPercent(share, 0)} niedriger als die der Basis (95-%-Intervall ${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)}).`,
    rose: (share, low, high) =>
      `Die Perplexität ist ${formatPercent(share, 0)} höher als die der Basis (95-%-Intervall ${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)}).`,
    none: () => 'Kein messbarer Unterschied.',
  },
  rows: (rows, tokens) =>
    `${formatNumber(rows)} ${rows === 1 ? 'Testzeile' : 'Testzeilen'}, ${formatNumber(tokens)} Token der Antworten.`,
};
