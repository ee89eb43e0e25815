import { formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';

/** Words of the adapter that a run goes on from. */
export const startAdapter = {
  title: 'Starting point',
  fresh: 'Training begins with new numbers. Or go on from an adapter: the zip of a run, or a PEFT adapter of anyone’s.',
  drop: 'Drop a zip or a folder with adapter_config.json and adapter_model.safetensors here. It is read where it lies.',
  openZip: 'Choose zip',
  openFolder: 'Choose adapter folder',
  openFiles: 'Choose both files',
  checking: 'Reading the adapter…',
  refused: 'This adapter cannot be used here',
  doubt: 'Is this the right base?',
  goesOn: (name: string) => `Training goes on from ${name}`,
  facts: (rank: number, alpha: number, targets: readonly string[], rslora: boolean, numbers: number) =>
    `Rank ${rank}, alpha ${alpha}${rslora ? ', rank-stabilised' : ''}, on ${targets.join(', ')}: ${formatNumber(numbers)} numbers. These settings are the adapter's own.`,
  madeFor: (base: string | null) => (base === null ? 'It names no base model.' : `It says it was made for ${base}.`),
  remove: 'Begin with new numbers',
  locked: 'Rank, alpha, matrices and scaling are those of the adapter that training goes on from.',
  barRefused: 'The adapter does not fit: choose another starting point.',
  barMeasuring: 'The adapter is being measured.',

  measure: 'Measure it on the test rows',
  measureWhat: 'Base and adapter on the same rows, without any training.',
  measureRunning: 'A run is under way. The adapter can be measured when it has ended.',
  cancel: 'Stop measuring',
  cancelling: 'Stopping…',
  phases: { load: 'Loading the model', base: 'Base', adapter: 'Adapter' },
  progress: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)}`,
  preparing: 'Preparing',
  failed: 'It could not be measured',
  model: 'Model',
  loss: 'Test loss',
  perplexity: 'Perplexity',
  base: 'Base',
  adapter: 'Adapter',
  lossFigure: (loss: number) => loss.toFixed(4),
  perplexityFigure: (perplexity: number) => formatPerplexity(perplexity),
  change: {
    fell: (share: number, low: number, high: number) =>
      `Perplexity is ${formatPercent(share, 0)} lower than the base's (95 % interval ${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)}).`,
    rose: (share: number, low: number, high: number) =>
      `Perplexity is ${formatPercent(share, 0)} higher than the base's (95 % interval ${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)}).`,
    none: () => 'No measurable difference.',
  },
  rows: (rows: number, tokens: number) =>
    `${formatNumber(rows)} test ${rows === 1 ? 'row' : 'rows'}, ${formatNumber(tokens)} answer tokens.`,
} as const;
