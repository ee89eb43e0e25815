import { formatBytes, formatDuration, formatNumber } from '../../../lib/format.ts';

/** 0.001 -> 1e-3, as it is typed. */
const rate = (value: number) => value.toExponential().replace('e+', 'e');
const pair = (learningRate: number, batchSize: number) =>
  `learning rate ${rate(learningRate)}, batch ${formatNumber(batchSize)}`;

/** Words for several trials: in Model where they are chosen, in Train while they run, in Results when they are compared. */
export const trials = {
  title: 'Trials',
  rate,
  pair,

  what: 'Several learning rates or batch sizes train one after another on the loaded model. Each pair is a trial; the one with the lowest validation loss is the result.',
  rates: 'Learning rates',
  batches: 'Batch sizes',
  own: (value: string) => `${value} (set above)`,
  another: 'Another value',
  anotherRate: 'Another rate to try',
  anotherBatch: 'Another batch to try',
  add: 'Add',
  addRate: 'Add learning rate',
  addBatch: 'Add batch size',
  one: 'One trial: an ordinary run.',
  count: (trials: number, steps: number) => `${formatNumber(trials)} trials, ${formatNumber(steps)} steps altogether.`,
  time: (ms: number) =>
    `About ${formatDuration(ms)} for all, by the measured steps. The model is loaded and the base measured once.`,
  timeUnknown: 'The time is known once a few steps are measured; the model is loaded and the base measured once.',
  memory: (batchSize: number, sizeBytes: number) =>
    `Memory is laid out for the largest batch: ${formatBytes(sizeBytes)} with batch ${formatNumber(batchSize)}.`,
  tooLarge: (batchSize: number) => `Batch ${formatNumber(batchSize)} does not fit here.`,
  tooMany: (most: number) => `More than ${formatNumber(most)} trials: choose fewer values.`,
  losers: 'End clear losers early',
  losersHelp:
    'From its first epoch on, a trial more than 0.1 nats of validation loss behind the best finished one, at the same share of its training, ends. Its final training loss then compares with none.',
  start: (trials: number) => `Start ${formatNumber(trials)} trials`,
  barReady: (trials: number, steps: number, model: string) =>
    `${formatNumber(trials)} trials, ${formatNumber(steps)} steps on ${model}.`,

  underWay: (number: number, total: number, learningRate: number, batchSize: number) =>
    `Trial ${formatNumber(number)} of ${formatNumber(total)}: ${pair(learningRate, batchSize)}`,
  bestShown: (number: number, total: number, learningRate: number, batchSize: number) =>
    `Trial ${formatNumber(number)} of ${formatNumber(total)}, the best: ${pair(learningRate, batchSize)}`,
  queue: 'Queue of trials',
  name: (number: number) => `Trial ${formatNumber(number)}`,
  states: {
    waiting: 'Waiting',
    running: 'Under way',
    finished: 'Finished',
    endedEarly: 'Ended early',
    stopped: 'Stopped, kept',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  validation: (loss: number) => `best validation loss ${loss.toFixed(4)}`,
  cancelOne: 'Cancel',
  cancelTrial: (number: number) => `Cancel trial ${formatNumber(number)}`,
  cancelAll: 'Cancel all',
  barLive: (number: number, total: number, percent: number) =>
    `Trial ${formatNumber(number)} of ${formatNumber(total)}: ${percent} % of its steps.`,
  stopHint: 'Stop and keep ends the trial under way with what it learned, and leaves out those that wait.',

  unfinished: (name: string, number: number, total: number, step: number, steps: number) =>
    `Run ${name} stopped in trial ${formatNumber(number)} of ${formatNumber(total)}, at step ${formatNumber(step)} of ${formatNumber(steps)}.`,
  keep: (number: number) => (number > 1 ? 'Keep the trials so far' : 'Keep what it learned'),

  table: 'Trials of this session',
  columns: {
    trial: 'Trial',
    learningRate: 'Learning rate',
    batchSize: 'Batch size',
    differs: 'Other settings',
    finalLoss: 'Final training loss',
    bestLoss: 'Best validation loss',
    time: 'Training time',
    look: 'Results',
  },
  best: 'Best',
  shown: 'shown here',
  look: 'Show',
  lookAt: (number: number) => `Show the results of trial ${formatNumber(number)}`,
  none: 'none',
  caption:
    'Final training loss: mean of the last ten steps. Best: the lowest validation loss. Training, validation and test losses are of different rows.',
  curves: 'Training loss of the trials',
  curvesHelp: 'Smoothed over about ten steps. The number at the end of a line is its place in the list.',
  curveX: 'Optimizer step',
  curveY: 'Training loss (nats per token, lower is better)',
  curveName: (number: number, learningRate: number, batchSize: number) =>
    `Trial ${formatNumber(number)}: ${pair(learningRate, batchSize)}`,
  curvesTable: 'Smoothed training loss along the way',
  curveShare: (percent: number) => `${formatNumber(percent)} %`,
  answersOfBest: 'Only the best trial of a grid answers test rows.',
  showBest: 'Show the best trial',
  openFailed: 'This trial cannot be shown',
} as const;
