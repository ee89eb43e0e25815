import { UserError } from '../lib/errors.ts';
import { parseRecords } from './papa.ts';

/** A quote that papaparse could not match, in the text that was being parsed. */
export interface QuoteProblem {
  readonly text: string;
  readonly delimiter: string;
  /** Records of `text` before the broken one. */
  readonly recordsBefore: number;
  /** papaparse's index: right behind the opening quote. */
  readonly index: number;
  readonly unclosed: boolean;
}

/** The refusal of a broken quote: the row and column where it opened, and how its cell begins. */
export function quoteError(
  problem: QuoteProblem,
  place: { readonly fileName: string; readonly row: number; readonly header: readonly string[] | null },
): UserError {
  const { text, index, unclosed } = problem;
  const column = columnOf(problem);
  const name = place.header?.[column]?.trim() || null;
  const start = text.slice(index, index + 40).replace(/\n[\s\S]*/, '');
  const what = unclosed ? 'nothing closes it' : 'text follows the quote that closes it';
  return new UserError(`a quote opens this cell and ${what} (it begins: ${start}…)`, {
    where: `${place.fileName}, row ${place.row}, column ${name === null ? column + 1 : `"${name}"`}`,
    remedy: 'Close the quote; a quote that belongs to the text is written twice ("").',
  });
}

/** Cells of the broken record before the one that opens at `index`. */
function columnOf({ text, delimiter, recordsBefore, index }: QuoteProblem): number {
  const begin = recordsBefore === 0 ? 0 : parseRecords(text, { delimiter, preview: recordsBefore }, true).end;
  const before = text.slice(begin, index - 1);
  return before === '' ? 0 : (parseRecords(before, { delimiter }, true).records[0]?.length ?? 1) - 1;
}
