import { SETTING_KEYS, type SettingKey, settingOf } from '../run/config.ts';
import type { KeptRunEntry } from './recovery.ts';

/** A setting in which runs differ, with the value of each; null: it was left open. */
export interface DifferingSetting {
  readonly key: SettingKey;
  readonly label: string;
  readonly values: readonly (string | null)[];
}

export function differingSettings(runs: readonly Pick<KeptRunEntry, 'config'>[]): DifferingSetting[] {
  return SETTING_KEYS.flatMap((key) => {
    const { label, write } = settingOf(key);
    const values = runs.map(({ config }) => (config === null ? null : write(config[key]).join(', ') || null));
    return new Set(values).size < 2 ? [] : [{ key, label, values }];
  });
}

/**
 * Why losses of these runs do not compare: `rows`: they were measured on other rows; `unknown`: one of them does not tell which; `tokens`: on the same
 * rows, cut into other tokens or to another length, so that a loss per token is about something else.
 */
export type CompareObstacle = 'rows' | 'unknown' | 'tokens';

export function compareObstacle(
  runs: readonly Pick<KeptRunEntry, 'fingerprint' | 'outcome'>[],
): CompareObstacle | null {
  const differs = (values: readonly unknown[]) => new Set(values).size > 1;
  const known = runs.map(({ fingerprint }) => fingerprint).filter((fingerprint) => fingerprint !== null);
  const tested = runs.flatMap(({ outcome }) => (outcome === null ? [] : [outcome.tuned]));
  if (differs(known) || differs(tested.map(({ rows }) => rows))) return 'rows';
  if (known.length < runs.length) return 'unknown';
  return differs(tested.map(({ tokens }) => tokens)) ? 'tokens' : null;
}
