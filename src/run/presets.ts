import { defaultConfig, type RunConfig, SETTING_KEYS, type SettingKey } from './config.ts';

/** The named sets of settings; whatever is none of them is `custom`. */
export const PRESET_NAMES = ['sample', 'recipe'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** Not part of a preset: which model, and which rows. */
const ELSEWHERE: readonly SettingKey[] = [
  'model',
  'where',
  'prompt',
  'completion',
  'stratify',
  'split',
  'keepTogether',
  'limit',
];

export const PRESET_KEYS: readonly SettingKey[] = SETTING_KEYS.filter((key) => !ELSEWHERE.includes(key));

/** A software adapter answers about one test row in three seconds: the recipe's 100, answered twice, would take longer than the training. */
const SOFTWARE_PREDICTIONS = 4;

/**
 * What the sample (160 short rows of one shape) departs in from the recipe, by measurement (docs/benchmarks.md): a rate at which both demo models
 * learn it within three passes, and four rows a step, so that the first point comes soon and the curve has enough of them.
 */
const SAMPLE: Partial<RunConfig> = {
  learningRate: 2e-3,
  epochs: 3,
  batchSize: 4,
  gradientAccumulation: 1,
  warmupSteps: 4,
  predictions: 16,
};

/** Where a preset is used. */
export interface PresetPlace {
  readonly software: boolean;
  /** The page ends a run early when validation no longer improves; the command line only when asked. */
  readonly studio: boolean;
}

/** The whole of a preset. On a software adapter fewer test rows are answered; all of them are measured. */
export function presetSettings(name: PresetName, { software, studio }: PresetPlace): Partial<RunConfig> {
  const all: Partial<RunConfig> = {
    ...defaultConfig(),
    ...(name === 'sample' && SAMPLE),
    ...(software && { predictions: SOFTWARE_PREDICTIONS }),
    earlyStopping: studio,
  };
  return Object.fromEntries(PRESET_KEYS.map((key) => [key, all[key]]));
}

/** The preset that these settings are, to the last field. */
export function presetOf(config: RunConfig, place: PresetPlace): PresetName | 'custom' {
  return PRESET_NAMES.find((name) => sameSettings(config, presetSettings(name, place))) ?? 'custom';
}

/** The demo model that the sample is trained on: the larger one would take an hour without a GPU. */
export function sampleModel(software: boolean): 'mini' | 'small' {
  return software ? 'mini' : 'small';
}

function sameSettings(config: RunConfig, settings: Partial<RunConfig>): boolean {
  return PRESET_KEYS.every((key) => JSON.stringify(config[key]) === JSON.stringify(settings[key]));
}
