import { formatBytes, formatDuration, formatNumber, formatPercent } from '../../../lib/format.ts';

/** Words of the Model place; settings bring their own from the config table. */
export const model = {
  title: 'Model and plan',
  running: 'A run is under way; its settings are fixed.',
  barRunning: 'Training is under way.',
  toRun: 'See the run',
  intro: 'Everything is filled in. Choose a preset, or change what you like.',
  needsData: 'There are no rows to train on yet.',
  needsDataButton: 'Choose rows',
  modelTitle: 'Model',
  models: {
    mini: { name: 'mini', what: 'A toy that trains anywhere, even without a GPU.' },
    small: { name: 'small', what: 'Better answers; wants a real GPU.' },
  },
  ownModel: 'Yours, read where it lies.',
  hubModel: 'From the Hugging Face Hub, kept in this browser.',
  getModel: 'Get a model from the Hugging Face Hub',
  getModelNote: 'In a tab of its own, without your rows. It is listed here once it is whole.',
  openTitle: 'A model of your own',
  openHint:
    'Drop a folder in Hugging Face layout (config.json, tokenizer.json, safetensors) or a GGUF file here. Nothing is copied or sent.',
  openFolder: 'Choose folder',
  openGguf: 'Choose GGUF file',
  opening: 'Reading the model…',
  notOpened: 'This model cannot be opened',
  modelSlow: 'Very slow in software mode.',
  modelParameters: (count: number) =>
    `${count < 10e6 ? (count / 1e6).toFixed(1) : formatNumber(count / 1e6)} M parameters`,
  modelSize: (sizeBytes: number) => formatBytes(sizeBytes),
  modelLicence: (licence: string | null) => (licence === null ? 'licence not stated' : `licence ${licence}`),
  verdicts: { fits: 'Fits here', tight: 'Tight here', tooLarge: 'Too large here' },
  presetTitle: 'Preset',
  presets: {
    sample: { name: 'Sample (quick)', what: 'For short rows of one kind.' },
    recipe: { name: "Report's recipe", what: 'As published, for longer texts.' },
    custom: { name: 'Custom', what: 'Your own values. Changing any setting brings you here.' },
  },
  presetFacts: (passes: number, rowsPerStep: number, rate: number) =>
    `${formatNumber(passes)} passes, ${formatNumber(rowsPerStep)} rows a step, learning rate ${rate < 1e-3 ? rate.toExponential() : rate}.`,
  settingsTitle: 'Settings',
  advanced: 'All settings',
  recipe: (value: string) => `recipe ${value}`,
  range: ({ min, max }: { readonly min: number; readonly max: number }) =>
    `From ${formatRange(min)} to ${formatRange(max)}.`,
  none: 'none',
  groups: {
    adapter: 'Adapter',
    training: 'Training',
    engine: 'Engine',
    report: 'Checking and saving',
    model: 'Model',
    data: 'Data',
  },
  planTitle: 'Plan',
  planSteps: 'Steps',
  planStepsNote: (rows: number) => `${formatNumber(rows)} rows each`,
  planRows: 'Rows to learn from',
  planTokens: 'Tokens per pass',
  planTrained: 'Of them trained',
  planLongest: 'Longest row',
  planPasses: 'Passes',
  planTime: 'Time',
  planTimeUnknown: 'measured on the first steps',
  storedTitle: 'What is stored where',
  tokensUnit: 'tokens',
  counting: 'Counting tokens…',
  cut: (rows: number, tokens: number) =>
    `${rows === 1 ? '1 row is' : `${formatNumber(rows)} rows are`} cut at the maximum length; ${formatNumber(tokens)} tokens of answers are lost.`,
  start: 'Start training',
  replaceUnsaved: 'The adapter of the last run was not downloaded. A new run replaces it. Start anyway?',
  barReady: (steps: number, model: string) => `${formatNumber(steps)} steps on ${model}.`,
  barFields: 'A setting needs a value that is allowed.',
  barMeasuring: 'A measurement is under way.',
  barGpu: 'Training needs WebGPU.',
  barData: 'The rows need a fix first.',
  cannotStart: 'Training cannot start',
  nextRun: 'What you change here holds for the next run.',

  memoryTitle: 'GPU memory',
  memoryParts: {
    weights: 'Model, 4-bit',
    adapter: 'Adapter and optimizer',
    activations: 'Activations and logits (shared)',
    cache: 'Room for answers',
    other: 'Rows and tables',
  },
  noPlan: 'There is no plan',
  tooLarge: 'Too large here',
  overBudget: (budgetBytes: number) =>
    `More than ${formatBytes(budgetBytes)}, which most computers that run this page have. It may still fit: measure it.`,
  budget: (budgetBytes: number) =>
    `Browsers do not tell how much GPU memory is free. The thin bar is the plan within ${formatBytes(budgetBytes)}, which most computers that run this page have.`,
  budgetSoftware: "Software mode uses the computer's own memory.",
  limits: (bufferBytes: number) => `This adapter allows ${formatBytes(bufferBytes)} in one buffer.`,
  checkpointed: 'Gradient checkpointing is on.',
  /** After the word LoRA, which explains itself. */
  loraAdds: (count: number, share: number) =>
    `adds a small set of new numbers (${formatNumber(count)}, ${formatPercent(share, share < 0.01 ? 2 : 1)} of the model) and leaves the model itself unchanged.`,

  fitsTitle: 'Ways to need less memory',
  fitsWorking: 'Working out what each would save…',
  fitsNone: 'These settings need as little as they can.',
  fits: {
    checkpointing: {
      what: () => 'Gradient checkpointing on',
      cost: 'Every block is computed twice: slower, the same result.',
      button: 'Turn on',
    },
    batch: {
      what: ({ gradientAccumulation = 1 }: { gradientAccumulation?: number }) =>
        `One row at a time, ${formatNumber(gradientAccumulation)} added up to a step`,
      cost: 'As many rows per step as before; slower on a large GPU.',
      button: 'Use batch 1',
    },
    length: {
      what: ({ maxLength = 0 }: { maxLength?: number }) => `Maximum length ${formatNumber(maxLength)} tokens`,
      cost: 'Nothing could be learned at this length.',
      button: 'Shorten',
    },
    model: {
      what: ({ model = '' }: { model?: string }) => `The smaller model ${model}`,
      cost: 'Simpler answers.',
      button: 'Use it',
    },
  },
  fitSaves: (savedBytes: number, leftBytes: number) =>
    `Saves ${formatBytes(savedBytes)}, then ${formatBytes(leftBytes)}.`,
  fitSavesNothing: 'Saves nothing here.',
  fitNeeds: (sizeBytes: number) => `Needs ${formatBytes(sizeBytes)}.`,
  fitStillTooLarge: 'Still too large.',
  fitCut: (rows: number, tokens: number) =>
    rows === 0
      ? 'No row is cut.'
      : `Cuts ${rows === 1 ? '1 row' : `${formatNumber(rows)} rows`}; ${formatNumber(tokens)} tokens of answers are lost.`,

  measureTitle: 'Measured',
  measure: 'Measure on this GPU',
  measureAgain: 'Measure again',
  measureCancel: 'Stop measuring',
  measureWhat: 'Trains a few real steps on the longest rows. Nothing of them is kept but the times.',
  measureCancelled: 'Stopped. Nothing was kept.',
  measureCancelling: 'Stopping…',
  measurePreparing: 'Preparing',
  measureLoading: 'Loading the model',
  measureSteps: 'Steps on the longest rows',
  measureStale: 'Measured with other settings than those of now.',
  measuredMemory: 'GPU memory',
  allocated: 'allocated',
  measuredSpeed: 'Tokens',
  perSecond: 'per second',
  measuredTime: 'Finish after',
  spread: (fastestMs: number, slowestMs: number) => `${formatDuration(fastestMs)} to ${formatDuration(slowestMs)}`,
  measuredOn: (steps: number, rows: number, tokens: number, checkpointing: boolean) =>
    `${formatNumber(steps)} steps on the ${rows === 1 ? 'longest row' : `${formatNumber(rows)} longest rows`} (${formatNumber(tokens)} tokens), checkpointing ${checkpointing ? 'on' : 'off'}. The finish counts validations and test loss, not the answers to test rows.`,
  measureFailed: {
    memory: 'The GPU has too little memory for this',
    lost: 'The GPU went away',
    gpu: 'The GPU could not do it',
    settings: 'These settings do not fit',
    other: 'Measuring failed',
  },

  stored: (checkpointBytes: number | null) => [
    'On the GPU while it trains: everything in the memory bar.',
    `In this browser's storage: checkpoints${checkpointBytes === null ? '' : ` (${formatBytes(checkpointBytes)})`}, until the run ends.`,
    'In this tab: your rows. Among your runs in this browser: the finished adapter, until you delete it.',
    'On a server: nothing.',
  ],

  commandTitle: 'As a command',
  shell: 'Quoting for',
  shells: { posix: 'bash, zsh', powershell: 'PowerShell 7.3' },
  commandTable:
    'Run it in the folder of TabTune with your file beside it. Your rows are not in it, but their column names are.',
  commandParts: 'Run it in the folder of TabTune with the three JSONL files of a finished run beside it.',
  commandModel: 'Your model goes beside it too: put its path after --model if it lies elsewhere.',
  commandStart: 'The adapter to go on from is expected as a folder: unpack a zip first.',
  copyCommand: 'Copy as command',
  copyLink: 'Copy settings link, no data',

  linkTitle: 'Settings from the link',
  linkNothing: "The recipe's values.",
  linkRefused: (flag: string, value: string, allowed: string | null) =>
    allowed === null
      ? `Ignored: ${flag} is not a setting that a link may carry.`
      : `Ignored: ${flag} ${value === '' ? 'without a value' : value}; it takes ${allowed}.`,
  linkClose: 'Close',
} as const;

/** 1e-8 rather than 0.00000001, 1,000,000 rather than 1000000. */
function formatRange(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : formatNumber(value, 3);
}
