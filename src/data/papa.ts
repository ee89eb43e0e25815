import Papa from 'papaparse';

export interface ParsedRecords {
  readonly records: string[][];
  /** Where the text after the last of the records begins. */
  readonly end: number;
  /** Broken quotes; `record` may be the one that is left out. */
  readonly errors: readonly { readonly record: number; readonly index: number; readonly unclosed: boolean }[];
}

/**
 * One pass of papaparse's parser over text with LF line breaks. Unless `last`, the record at the end may go on and is left out.
 * Papa.Parser is what its own streamers drive; Papa.parse cannot be fed piece by piece outside a File or a Node stream.
 */
export function parseRecords(
  text: string,
  { delimiter, preview }: { readonly delimiter: string; readonly preview?: number },
  last: boolean,
): ParsedRecords {
  const parser = new Papa.Parser({ delimiter, newline: '\n', ...(preview === undefined ? {} : { preview }) });
  const { data, errors, meta }: Papa.ParseResult<string[]> = parser.parse(text, 0, !last);
  return {
    records: data,
    end: meta.cursor,
    errors: errors.map(({ row = 0, index = 1, code }) => ({ record: row, index, unclosed: code === 'MissingQuotes' })),
  };
}

/** A blank line. */
export function isBlank(record: readonly string[]): boolean {
  return record.length === 1 && record[0]?.trim() === '';
}
