import { formatNumber } from '../../../lib/format.ts';

/** Words of the Model place; settings bring their own from the config table. */
export const model = {
  title: 'Model and plan',
  running: 'A run is under way; its settings are fixed.',
  barRunning: 'Training is under way.',
  toRun: 'See the run',
  intro:
    'The settings of the published recipe are filled in. LoRA adds a small set of new numbers and leaves the model itself unchanged.',
  needsData: 'There are no rows to train on yet.',
  needsDataButton: 'Choose rows',
  modelTitle: 'Model',
  models: {
    mini: { name: 'mini', facts: '1.0 M parameters, 2.1 MB. A toy that trains anywhere, even without a GPU.' },
    small: { name: 'small', facts: '11 M parameters, 22 MB. Better answers; wants a real GPU.' },
  },
  modelSlow: 'Very slow in software mode.',
  settingsTitle: 'Settings',
  advanced: 'All settings',
  recipe: (value: string) => `recipe ${value}`,
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
  tokensUnit: 'tokens',
  counting: 'Counting tokens…',
  cut: (rows: number, tokens: number) =>
    `${rows === 1 ? '1 row is' : `${formatNumber(rows)} rows are`} cut at the maximum length; ${formatNumber(tokens)} tokens of answers are lost.`,
  start: 'Start training',
  replaceUnsaved: 'The adapter of the last run was not downloaded. A new run replaces it. Start anyway?',
  barReady: (steps: number, model: string) => `${formatNumber(steps)} steps on ${model}.`,
  barFields: 'A setting needs a value that is allowed.',
  barGpu: 'Training needs WebGPU.',
  barData: 'The rows need a fix first.',
  cannotStart: 'Training cannot start',
} as const;
