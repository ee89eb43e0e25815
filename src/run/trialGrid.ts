import { UserError } from '../lib/errors.ts';
import { checkSetting, type RunConfig, type SettingKey, settingOf } from './config.ts';
import type { LoserRule } from './trialRecord.ts';

/** The settings of which a grid takes several values. Each value is judged by the config table, so that a trial's config is an ordinary one. */
export const TRIAL_KEYS = ['learningRate', 'batchSize'] as const satisfies readonly SettingKey[];
export type TrialKey = (typeof TRIAL_KEYS)[number];

/** Each learning rate with each batch size is a trial. */
export interface TrialGrid {
  readonly learningRates: readonly number[];
  readonly batchSizes: readonly number[];
}

/** One run of a grid, before it has run. */
export interface PlannedTrial {
  /** From 1, in the order in which they run. */
  readonly number: number;
  readonly config: RunConfig;
  /** Below the output folder. */
  readonly folder: string;
  /** The settings that are not the same in all trials, as the command line writes them. */
  readonly differs: Readonly<Partial<Record<SettingKey, string>>>;
}

/** What counts as a clear loser: 0.1 nats are a perplexity 10 % higher. */
export const LOSER_RULE: LoserRule = { marginNats: 0.1 };

/** More than these take days, and no figure shows them. */
export const MOST_TRIALS = 64;

/** The values of `1e-4,1e-3`. Throws a UserError that names the flag for a value that the table does not allow, or one that stands there twice. */
export function readTrialValues(key: TrialKey, typed: string): readonly number[] {
  const setting = settingOf(key);
  const values = typed.split(',').map((part) => checkSetting(key, setting.read([part.trim()])));
  const again = values.find((value, at) => values.indexOf(value) !== at);
  if (again === undefined) return values;
  throw new UserError(`${setting.write(again).join()} stands there twice`, {
    where: `--${setting.flag}`,
    remedy: 'Give each value once.',
  });
}

/** The values that a grid has of a setting. */
export function valuesOf({ learningRates, batchSizes }: TrialGrid, key: TrialKey): readonly number[] {
  return key === 'learningRate' ? learningRates : batchSizes;
}

/** How the command line writes the values of a setting. */
export function writeTrialValues(key: TrialKey, values: readonly number[]): string {
  return values.flatMap((value) => settingOf(key).write(value)).join(',');
}

export function countTrials({ learningRates, batchSizes }: TrialGrid): number {
  return learningRates.length * batchSizes.length;
}

/**
 * The trials of a grid: for each learning rate every batch size, in the order in which they were given; all else as in `config`.
 * Throws a UserError for an empty list or too many trials.
 */
export function planTrials(config: RunConfig, grid: TrialGrid): readonly PlannedTrial[] {
  const total = countTrials(grid);
  if (total === 0 || total > MOST_TRIALS)
    throw new UserError(`${total} trials`, { where: 'trials', remedy: `Give 1 to ${MOST_TRIALS} pairs of settings.` });
  const pairs = grid.learningRates.flatMap((learningRate) =>
    grid.batchSizes.map((batchSize) => ({ learningRate, batchSize })),
  );
  const varied = TRIAL_KEYS.filter((key) => new Set(pairs.map((pair) => pair[key])).size > 1);
  return pairs.map((pair, at) => {
    const [rate = '', batch = ''] = TRIAL_KEYS.map((key) => settingOf(key).write(pair[key]).join());
    const differs = Object.fromEntries(varied.map((key) => [key, key === 'learningRate' ? rate : batch]));
    return { number: at + 1, config: { ...config, ...pair }, folder: `trials/${at + 1}-lr${rate}-b${batch}`, differs };
  });
}
