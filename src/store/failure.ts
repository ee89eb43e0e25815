import { messageOf } from '../lib/errors.ts';
import { SETTING_KEYS, SETTINGS, type SettingKey } from '../run/config.ts';

/** A failure as a person reads it: one message with what, where and what to do. `input`: theirs to mend. */
export interface Failure {
  readonly kind: 'input' | 'run';
  readonly message: string;
  /** The setting that the message begins with, so that its field can show it. */
  readonly field: SettingKey | null;
}

const LABELS: ReadonlyMap<string, string> = new Map(Object.values(SETTINGS).map(({ flag, label }) => [flag, label]));

/** By name, since errors come from other realms; `--max-length` is `Maximum length` on the page. */
export function failureOf(error: unknown): Failure {
  const kind = error instanceof Error && error.name === 'UserError' ? 'input' : 'run';
  const message = messageOf(error).replaceAll(/--([a-z][a-z-]*)/g, (typed, flag) => LABELS.get(flag) ?? typed);
  return { kind, message, field: fieldOf(messageOf(error)) };
}

/** `rows.csv, --prompt, character 4: …` -> prompt: the flag in the place that a message names, not one in its advice. */
function fieldOf(message: string): SettingKey | null {
  const flag = /^[^:]*?--([a-z][a-z-]*)[^:]*:/.exec(message)?.[1];
  return SETTING_KEYS.find((key) => SETTINGS[key].flag === flag) ?? null;
}
