import Papa from 'papaparse';

/** A broken quote; `index` is right behind the quote that opens the cell. */
export interface QuoteFault {
  readonly index: number;
  readonly unclosed: boolean;
}

export interface ParsedRecords {
  readonly records: readonly (readonly string[])[];
  /** Where each record ends in the text, its line break included. */
  readonly ends: readonly number[];
  /** The broken quote of the record after those, at which parsing stopped. */
  readonly fault: QuoteFault | null;
}

/**
 * One pass of papaparse's parser over text with LF line breaks, up to the first broken quote. Unless `last`, the record at the end may go
 * on and is left out. Papa.Parser is what its own streamers drive; Papa.parse cannot be fed piece by piece outside a File or a Node stream.
 */
export function parseRecords(
  text: string,
  { delimiter, preview }: { readonly delimiter: string; readonly preview?: number },
  last: boolean,
): ParsedRecords {
  const records: string[][] = [];
  const ends: number[] = [];
  let fault: QuoteFault | null = null;
  const parser = new Papa.Parser({
    delimiter,
    newline: '\n',
    step: ({ data, errors, meta }: Papa.ParseResult<string[]>) => {
      const [error] = errors;
      if (error !== undefined) {
        fault = toFault(error);
        parser.abort();
        return;
      }
      const [record] = data;
      if (record !== undefined) records.push(record);
      ends.push(meta.cursor);
      if (records.length === preview) parser.abort();
    },
  });
  const { errors }: Papa.ParseResult<string[]> = parser.parse(text, 0, !last);
  const [open] = errors;
  if (open !== undefined && records.length !== preview) fault ??= toFault(open);
  return { records, ends, fault };
}

function toFault({ index = 1, code }: Papa.ParseError): QuoteFault {
  return { index, unclosed: code === 'MissingQuotes' };
}

/** A blank line. */
export function isBlank(record: readonly string[]): boolean {
  return record.length === 1 && record[0]?.trim() === '';
}
