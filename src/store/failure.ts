import { messageOf } from '../lib/errors.ts';
import { SETTINGS } from '../run/config.ts';

/** A failure as a person reads it: one message with what, where and what to do. `input`: theirs to mend. */
export interface Failure {
  readonly kind: 'input' | 'run';
  readonly message: string;
}

const LABELS: ReadonlyMap<string, string> = new Map(Object.values(SETTINGS).map(({ flag, label }) => [flag, label]));

/** By name, since errors come from other realms; `--max-length` is `Maximum length` on the page. */
export function failureOf(error: unknown): Failure {
  const kind = error instanceof Error && error.name === 'UserError' ? 'input' : 'run';
  const message = messageOf(error).replaceAll(/--([a-z][a-z-]*)/g, (typed, flag) => LABELS.get(flag) ?? typed);
  return { kind, message };
}
