import Papa from 'papaparse';
import { UserError } from '../lib/errors.ts';

/** Cuts CSV text into records (RFC 4180) as it arrives. */
export interface RecordReader {
  /** The records that end in the text so far; `last` ends the one that is open. Throws UserError at a broken quote. */
  read(text: string, last: boolean): string[][];
  /** Number (from 1) of the record that the next text belongs to. */
  readonly nextNumber: number;
}

export interface RecordReaderOptions {
  readonly delimiter: string;
  readonly fileName: string;
  /** How messages call column i (from 0). */
  readonly columnLabel: (column: number) => string;
}

/** No cell is longer; what is, began with a quote by mistake. Also keeps the search for a quote's partner from going over a file again and again. */
const LONGEST_RECORD = 2 ** 24;

export function createRecordReader({ delimiter, fileName, columnLabel }: RecordReaderOptions): RecordReader {
  let pending = '';
  let finished = 0;

  const quoteError = (recordsBefore: number, index: number, open: boolean) => {
    const begin = recordsBefore === 0 ? 0 : parse(pending, { delimiter, preview: recordsBefore }).meta.cursor;
    const before = pending.slice(begin, index - 1); // papaparse's index stands behind the opening quote
    const column = before === '' ? 0 : (parse(before, { delimiter }).data[0] as string[]).length - 1;
    const start = pending.slice(index, index + 40).replace(/\n[\s\S]*/, '');
    return new UserError(
      open
        ? `a quote opens this cell and nothing closes it ("${start}…)`
        : `a quote opens this cell and text follows the quote that closes it ("${start}…)`,
      {
        where: `${fileName}, row ${finished + recordsBefore + 1}, column ${columnLabel(column)}`,
        remedy: 'Close the quote; a quote that belongs to the text is written twice ("").',
      },
    );
  };

  return {
    get nextNumber() {
      return finished + 1;
    },
    read(text, last) {
      pending += text;
      const { data, errors, meta } = parse(pending, { delimiter }, last);
      // Errors in the record that is still open may vanish with the next text.
      const error = errors.find((candidate) => (candidate.row as number) < data.length);
      if (error !== undefined)
        throw quoteError(error.row as number, error.index as number, error.code === 'MissingQuotes');
      pending = pending.slice(meta.cursor);
      finished += data.length;
      if (pending.length > LONGEST_RECORD) {
        const open = parse(pending, { delimiter }).errors[0];
        if (open?.index !== undefined) throw quoteError(0, open.index, true);
        throw new UserError('this row has no end: 16 million characters without a line break', {
          where: `${fileName}, row ${finished + 1}`,
          remedy: 'Check that the file is a CSV.',
        });
      }
      return data;
    },
  };
}

/** One pass of papaparse's parser; unless `last`, the record at the end stays out and `meta.cursor` stands before it. */
function parse(text: string, config: { delimiter: string; preview?: number }, last = true): Papa.ParseResult<string[]> {
  return new Papa.Parser({ ...config, newline: '\n' }).parse(text, 0, !last);
}
