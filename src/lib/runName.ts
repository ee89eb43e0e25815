/** Longest name of a run, in characters. */
export const NAME_LENGTH = 80;

/** A name as it was typed, without what cannot be seen and without spaces at its ends or several in a row. */
export function tidyName(typed: string): string {
  return typed.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}
