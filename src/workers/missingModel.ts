import { UserError } from '../lib/errors.ts';

/** Refuses a name that stands for no model here: one that a person opened is gone after a reload, one of the Hub when it was deleted. */
export class MissingModelError extends UserError {
  /** `remedy`: how to have it here again. */
  constructor(name: string, remedy: string) {
    super(`"${name}" is not here`, { where: 'model', remedy: `Choose a model of the list, or ${remedy}.` });
  }
}

export function isMissingModel(error: unknown): boolean {
  return error instanceof MissingModelError;
}
