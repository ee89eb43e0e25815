import type { ColumnIndex } from './columnCodes.ts';
import type { Encoding } from './encoding.ts';
import type { RowProblem } from './problem.ts';

/** A row as it is read back from its file. */
export interface TableRow {
  /** Index in the table, from 0. */
  readonly row: number;
  /** A cell for every column. */
  readonly cells: readonly string[];
}

/**
 * What is known of one or more files of rows: an index in memory, while the text stays in the files and is read when it is needed. Rows
 * are named by their index over all files, from 0.
 */
export interface Table {
  /** Names of the files, as a message names them. */
  readonly fileName: string;
  readonly files: readonly TableFile[];
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** What was mended. */
  readonly warnings: readonly TableWarning[];
  /** Rows that are in the files and not in the table, the first of them; `problemCount`: all. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  /** What a spreadsheet shows beside a row: records count from 1 in each file, the header and blank lines included. */
  rowNumber(row: number): number;
  /** Place of its file in `files`. */
  fileOf(row: number): number;
  column(column: number): ColumnIndex;
  /** The cells of these rows, some at a time; fast in ascending order. */
  read(rows: Iterable<number>): AsyncIterable<readonly TableRow[]>;
  /** The text of a place of a file as it stands there, at most some thousand characters of it. */
  rawText(place: Pick<RowProblem, 'file' | 'begin' | 'end'>): Promise<string>;
}

export interface TableFile {
  readonly name: string;
  readonly encoding: Encoding;
  /** null: JSON has none. */
  readonly delimiter: string | null;
  readonly rowCount: number;
}

/** Something that was mended while reading. `message` is a sentence for a person; it names the first rows or the columns. */
export interface TableWarning {
  readonly kind: 'short-rows' | 'extra-empty-cells' | 'unnamed-columns' | 'repeated-columns' | 'other-columns';
  readonly message: string;
  /** Indexes of all rows concerned, as `Table.read` takes them. */
  readonly rows: readonly number[];
}

export function allRows({ rowCount }: Pick<Table, 'rowCount'>): number[] {
  return Array.from({ length: rowCount }, (_, row) => row);
}
