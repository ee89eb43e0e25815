import { UserError } from '../lib/errors.ts';
import type { Args } from './args.ts';

export interface CountRange {
  readonly min: number;
  readonly max: number;
}

/** Whole numbers of a flag, separated by commas; null where it was not given. @throws UserError for one outside of the range. */
export function countsOf(args: Args, flag: string, { min, max }: CountRange): readonly number[] | null {
  const typed = args.get(flag);
  if (typed === null) return null;
  return typed.split(',').map((text) => {
    const count = /^\d+$/.test(text.trim()) ? Number(text) : -1;
    if (count >= min && count <= max) return count;
    throw new UserError(`"${text}" is not allowed`, {
      where: `--${flag}`,
      remedy: `Give whole numbers from ${min} to ${max}, separated by commas.`,
    });
  });
}

/** Names of a flag that may be given several times or as a list; `initial` where it was not. @throws UserError for an unknown one. */
export function namesOf<T extends string>(
  args: Args,
  flag: string,
  known: readonly T[],
  initial: readonly T[],
): readonly T[] {
  const given = args.all(flag).flatMap((text) => text.split(','));
  if (given.length === 0) return initial;
  return given.map((name) => {
    const found = known.find((k) => k === name);
    if (found === undefined)
      throw new UserError(`"${name}" is not allowed`, { where: `--${flag}`, remedy: `Use ${known.join(', ')}.` });
    return found;
  });
}
