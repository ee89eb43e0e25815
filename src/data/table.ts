/** A row as it is read back from its file. */
export interface TableRow {
  /** Index in the table, from 0. */
  readonly row: number;
  /** A cell for every column. */
  readonly cells: readonly string[];
}

/** What is known of a file of rows. Rows are named by their index, from 0, and their text is read when it is needed. */
export interface Table {
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly delimiter: string;
  readonly warnings: readonly TableWarning[];
  /** What a spreadsheet shows beside a row: records count from 1, the header and blank lines included. */
  rowNumber(row: number): number;
  /** The cells of these rows (ascending), some at a time. */
  read(rows: Iterable<number>): AsyncIterable<readonly TableRow[]>;
}

/** Something that was mended while reading. `message` is a sentence for a person; it names the first rows or the columns. */
export interface TableWarning {
  readonly kind: 'short-rows' | 'extra-empty-cells' | 'unnamed-columns' | 'repeated-columns';
  readonly message: string;
  /** Numbers of all rows concerned, as `Table.rowNumber` gives them. */
  readonly rows: readonly number[];
}

export function allRows({ rowCount }: Pick<Table, 'rowCount'>): number[] {
  return Array.from({ length: rowCount }, (_, row) => row);
}
