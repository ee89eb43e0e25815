import { messageOf } from '../lib/errors.ts';

/** A failure as a person reads it: one message with what, where and what to do. `input`: theirs to mend. */
export interface Failure {
  readonly kind: 'input' | 'run';
  readonly message: string;
}

/** By name, since errors come from other realms. */
export function failureOf(error: unknown): Failure {
  const kind = error instanceof Error && error.name === 'UserError' ? 'input' : 'run';
  return { kind, message: messageOf(error) };
}
