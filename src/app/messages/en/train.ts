import { formatBytes, formatDuration, formatNumber, formatPerplexity } from '../../../lib/format.ts';

/** Words of the Train place. */
export const train = {
  noRun: 'No run is under way.',
  filledIn: 'Everything was filled in for you.',
  filledInNote: 'The rows are a demonstration, not medical advice.',
  seeData: 'See the data',
  seeSettings: 'Change settings',
  barNoRun: 'Choose a model and its settings first.',
  barFailed: 'Training failed and nothing was kept. Other settings may help.',
  barHalted: (step: number) =>
    step === 0
      ? 'Training stopped before anything was saved.'
      : `Training stopped. Saved up to step ${formatNumber(step)}.`,
  toModel: 'Go to model and plan',
  cancelledTitle: 'Cancelled. Nothing was kept.',
  failedTitle: 'Training failed',
  title: 'Train',
  titleLive: (fileName: string) => `Training on ${fileName}`,
  titleFailed: (fileName: string) => `Training on ${fileName} stopped`,
  titleDone: (fileName: string) => `Trained on ${fileName}`,
  startAgain: 'Train again with other settings',
  phases: {
    form: 'Its 4-bit form, made once and kept',
    weights: 'Model weights to 4 bits',
    kernels: 'GPU programs',
    autotune: 'Measuring which GPU programs are fastest',
    load: 'Loading',
    base: 'Base model on the test rows',
    train: 'Training',
    tuned: 'Tuned model on the test rows',
    compare: 'Both models on the validation rows',
    fewShot: 'Base with examples in its prompt',
    predict: 'Answers to test rows',
    write: 'Writing the files',
  },
  preparing: 'Preparing',
  phaseBytes: (done: number, total: number) => `${formatBytes(done)} of ${formatBytes(total)}`,
  phaseAmount: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)}`,
  figures: 'Progress',
  step: 'Step',
  stepOf: (step: number, total: number) => `${formatNumber(step)} of ${formatNumber(total)}`,
  timeLeft: 'Time left',
  unknown: 'measuring',
  elapsed: 'Time taken',
  speed: 'Tokens/s',
  loss: 'Loss',
  learningRate: 'Learning rate',
  chartTitle: 'Loss',
  chart: 'Chart',
  table: 'Table',
  tableTitle: 'Loss of every step',
  view: 'Show loss as',
  waitingForSteps: 'The first point appears after the first step.',
  warmUp: (steps: number, total: number) =>
    steps < total
      ? `Warming up: steps grow for the first ${formatNumber(steps)}.`
      : 'Warming up: steps grow to the end, since the warm-up is as long as this run.',
  validatedBest: (perplexity: number) =>
    `Latest validation: perplexity ${formatPerplexity(perplexity)}, the best so far.`,
  validatedWorse: (times: number, patience: number | null) =>
    `Validation rose ${timesInWords(times)}: the best so far is kept.${patience === null ? '' : ` Training ends when it does so ${timesInWords(patience)}${patience > 1 ? ' in a row' : ''}.`}`,
  question: 'Same question, as it learns',
  asked: 'Question, from the validation rows',
  reference: 'Reference',
  answeredBy: (percent: number, step: number) => {
    if (percent === 0) return 'Base model';
    return percent === 100 ? `What is kept, step ${formatNumber(step)}` : `At ${percent} %, step ${formatNumber(step)}`;
  },
  nothing: 'no words',
  notYetAnswered: 'The base model answers it first.',
  unchecked: 'Model output, unchecked.',
  perplexity: 'Perplexity',
  basePerplexity: 'Perplexity, base',
  latestPerplexity: 'Latest validation',
  bestPerplexity: 'Best validation',
  onRows: {
    test: (rows: number) => `on ${formatNumber(rows)} test rows`,
    validation: (rows: number) => `on ${formatNumber(rows)} validation rows`,
  },
  onValidation: (rows: number, step: number) =>
    `on ${formatNumber(rows)} validation rows, after step ${formatNumber(step)}`,
  details: 'Details',
  gradNorm: 'Gradient norm',
  gpuMemory: 'GPU memory',
  savedAt: 'Saved at step',
  log: 'Validations, newest first',
  logLine: (step: number, loss: number, perplexity: number, best: boolean) =>
    `Step ${formatNumber(step)}: validation loss ${loss.toFixed(4)}, perplexity ${formatPerplexity(perplexity)}${best ? ', best so far' : ''}`,
  columns: {
    step: 'Step',
    loss: 'Training loss',
    validation: 'Validation loss',
    lr: 'Learning rate',
    gradNorm: 'Gradient norm',
    speed: 'Tokens/s',
  },
  tableCaption: (shown: number, all: number) =>
    shown === all
      ? `All ${formatNumber(all)} steps, newest first`
      : `The last ${formatNumber(shown)} of ${formatNumber(all)} steps, newest first`,
  pause: 'Pause',
  goOn: 'Resume',
  stop: 'Stop and keep',
  cancel: 'Cancel',
  stopping: 'Stopping after this step, then measuring…',
  skip: 'Skip the other answers',
  cancelling: 'Cancelling…',
  barPausing: 'Pausing after the rows under way…',
  barPaused: (step: number) => `Paused at step ${formatNumber(step)}. Saved. You may close this tab.`,
  barPausedUnsaved: (step: number) =>
    `Paused at step ${formatNumber(step)}. It cannot be saved here: do not close the tab.`,
  unsavedTitle: 'This run cannot be saved here: do not close the tab',
  unsaved: {
    unavailable:
      'This window keeps no files (a private window, or storage is switched off). The run goes on; download its adapter before you close.',
    full: 'The storage of this browser is full. The run goes on; delete stored files, or download the adapter before you close.',
    failed: 'The browser could not write the files of this run. It goes on; download its adapter before you close.',
  },
  recoveredTitle: 'The GPU was lost',
  recovered: (step: number, cause: string) =>
    `The browser said: ${cause}. Training went on by itself from step ${formatNumber(step)}, with the same result.`,
  haltedTitles: {
    gpuLost: 'The GPU was lost',
    notFinite: 'The loss is no longer a number',
    failed: 'Training stopped',
  },
  halted: (step: number) =>
    step === 0
      ? 'Nothing was saved yet: it begins again.'
      : `Step ${formatNumber(step)} is the last good one that was saved.`,
  resumeFrom: (step: number) => (step === 0 ? 'Start again' : `Resume from ${formatNumber(step)}`),
  lowerRate: (rate: string) => `Lower rate to ${rate}`,
  titleElsewhere: (fileName: string) => `Another tab trains on ${fileName}`,
  elsewhere: 'This is how it stood when it was last saved. Pause or stop it in its own tab.',
  barElsewhere: (step: number, total: number) =>
    `Under way in another tab: saved at step ${formatNumber(step)} of ${formatNumber(total)}.`,
  barLive: (percent: number) => `Training: ${percent} % done.`,
  barPreparing: 'Loading the model and measuring it before training.',
  barMeasuring: 'Measuring what it learned.',
  barDone: (elapsedMs: number) => `Done in ${formatDuration(elapsedMs)}.`,
  barEndedEarly: (step: number, patience: number) =>
    `Ended early at step ${formatNumber(step)}: validation did not improve ${timesInWords(patience)}${patience > 1 ? ' in a row' : ''}. The best is kept.`,
  barStopped: 'Stopped. What it learned is kept.',
  results: 'See results',
  announce: (percent: number) => `Training ${percent} % done`,
  announceDone: 'Training done. Results are ready.',
  announceFailed: 'Training failed.',
  where: (gpu: string, parameters: number, trainable: number) =>
    `${gpu}. ${formatNumber(trainable)} of ${formatNumber(parameters)} numbers are trained.`,
  tier: (name: keyof typeof TIERS, reason: keyof typeof TIER_REASONS) => `${TIERS[name]}: ${TIER_REASONS[reason]}.`,
} as const;

const TIERS = {
  f32: 'It computes in 32-bit numbers',
  half: 'It multiplies in 16-bit numbers and adds in 32-bit ones',
  matrix: 'It multiplies in 16-bit numbers on this GPU’s matrix units and adds in 32-bit ones',
};

const TIER_REASONS = {
  asked: 'the settings say so',
  resumed: 'the run was begun so',
  matrices: 'the fastest that this GPU offers',
  faster: 'measured as faster on this GPU, with the right results',
  notFaster: '16-bit numbers were measured as no faster on this GPU',
  wrong: 'this GPU gave wrong results in 16-bit numbers',
  noHalf: 'this GPU or browser offers no 16-bit ones',
  software: '16-bit ones gain nothing in software mode',
};

function timesInWords(times: number): string {
  return { 1: 'once', 2: 'twice' }[times] ?? `${formatNumber(times)} times`;
}
