/** The settings that change what a step costs. */
export const BENCH_SETTINGS = [
  'model',
  'doubleQuant',
  'rank',
  'targets',
  'dropout',
  'batchSize',
  'gradientAccumulation',
  'maxLength',
  'precision',
  'checkpointing',
  'seed',
] as const;
