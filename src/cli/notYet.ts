import { UserError } from '../lib/errors.ts';

/** A flag or value that a later version will understand; exit code 2. */
export function notYet(where: string, what: string): UserError {
  return new UserError(`not yet: ${what}`, { where });
}
