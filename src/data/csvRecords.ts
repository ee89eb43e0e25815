import { UserError } from '../lib/errors.ts';
import { quoteError } from './csvQuotes.ts';
import { isBlank, parseRecords } from './papa.ts';

/** Cuts CSV text into records (RFC 4180) as it arrives. */
export interface RecordReader {
  /** The records that end in the text so far; `last` ends the one that is open. Throws UserError at a broken quote. */
  read(text: string, last: boolean): string[][];
  /** Number (from 1) of the record that the next text belongs to. */
  readonly nextNumber: number;
}

/** No record is longer; what is, holds a quote by mistake. Also keeps a lone quote from being searched again and again. */
const LONGEST_RECORD = 2 ** 24;

export function createRecordReader(delimiter: string, fileName: string): RecordReader {
  let pending = '';
  let finished = 0;
  let header: readonly string[] | null = null;

  return {
    get nextNumber() {
      return finished + 1;
    },
    read(text, last) {
      pending += text;
      const { records, end, errors } = parseRecords(pending, { delimiter }, last);
      // An error in the record that is still open may vanish with the next text.
      const error = errors.find(({ record }) => record < records.length);
      header ??= records.slice(0, error?.record).find((record) => !isBlank(record)) ?? null;
      const refuse = (recordsBefore: number, index: number, unclosed: boolean) => {
        const place = { fileName, row: finished + recordsBefore + 1, header };
        return quoteError({ text: pending, delimiter, recordsBefore, index, unclosed }, place);
      };
      if (error !== undefined) throw refuse(error.record, error.index, error.unclosed);

      pending = pending.slice(end);
      finished += records.length;
      if (pending.length > LONGEST_RECORD) {
        const [open] = parseRecords(pending, { delimiter }, true).errors;
        if (open !== undefined) throw refuse(0, open.index, true);
        throw new UserError('16 million characters without a line break', {
          where: `${fileName}, row ${finished + 1}`,
          remedy: 'Check that the file is a CSV.',
        });
      }
      return records;
    },
  };
}
