import { hasFault, lostAt, type RowFault } from '../data/audit.ts';
import type { Example } from '../data/examples.ts';
import { binLengths } from '../data/lengthHistogram.ts';
import { priceLengths } from '../data/lengthPrices.ts';
import { PART_NAMES, type Parts } from '../data/split.ts';
import type { EncodedExample } from '../data/tokens.ts';
import { longestOf } from '../run/rowLengths.ts';
import type { FaultyRow, LengthFacts } from './dataApi.ts';

type EncodedOf = (example: Example) => EncodedExample;

/** Rows of a list that a person looks through; more are counted. */
const ROWS_LISTED = 200;
const START_OF_TEXT = 160;

/** Prices of every maximum length by part, and the lengths of all rows in bins. */
export function lengthFacts(parts: Parts, encodedOf: EncodedOf): LengthFacts {
  const rowsOf = (name: (typeof PART_NAMES)[number]) => parts[name].map(encodedOf);
  const all = PART_NAMES.flatMap(rowsOf);
  return {
    prices: {
      train: priceLengths(rowsOf('train')),
      validation: priceLengths(rowsOf('validation')),
      test: priceLengths(rowsOf('test')),
    },
    bins: binLengths(all),
    longest: longestOf(all.map(({ ids }) => ids.length)),
    longestPrompt: all.reduce((most, { promptTokens }) => Math.max(most, promptTokens), 0),
  };
}

/** The rows that have a fault at this maximum length, those that lose most first. */
export function faultyRows(
  parts: Parts,
  encodedOf: EncodedOf,
  { fault, maxLength, rowNumber }: { fault: RowFault; maxLength: number; rowNumber: (row: number) => number },
): FaultyRow[] {
  const found = PART_NAMES.flatMap((part) =>
    parts[part].flatMap((example) => {
      const encoded = encodedOf(example);
      return hasFault(encoded, fault, maxLength) ? [{ part, example, encoded }] : [];
    }),
  );
  const lost = ({ encoded }: (typeof found)[number]) => lostAt(encoded, maxLength);
  return found
    .sort((a, b) => lost(b) - lost(a) || a.example.row - b.example.row)
    .slice(0, ROWS_LISTED)
    .map(({ part, example, encoded }) => ({
      part,
      row: rowNumber(example.row),
      text: placeOfFault(example, fault),
      tokens: encoded.ids.length,
      lostTokens: lostAt(encoded, maxLength),
    }));
}

/** The text where the fault is: the end of an answer that loses it, the beginning of a prompt that fills the row. */
function placeOfFault({ prompt, completion }: Example, fault: RowFault): string {
  if (fault === 'cut' || fault === 'noEnd')
    return completion.length > START_OF_TEXT ? `…${completion.slice(-START_OF_TEXT)}` : completion;
  const text = fault === 'noAnswer' ? prompt : `${prompt} ${completion}`;
  return text.length > START_OF_TEXT ? `${text.slice(0, START_OF_TEXT)}…` : text;
}
