/** The settings that change what a measurement costs; batch size, rank and length are lists of their own (benchStep.ts). */
export const BENCH_SETTINGS = [
  'model',
  'doubleQuant',
  'targets',
  'dropout',
  'gradientAccumulation',
  'maxLength',
  'precision',
  'checkpointing',
  'seed',
] as const;
