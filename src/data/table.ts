/** A parsed CSV. Rows are dense: every row has a cell for every column. */
export interface Table {
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a spreadsheet shows beside row i: records count from 1, the header and blank lines included. */
  readonly rowNumbers: readonly number[];
  readonly delimiter: string;
  readonly warnings: readonly TableWarning[];
}

/** Something that was mended while reading. `message` is a sentence for a person; it names the first rows or the columns. */
export interface TableWarning {
  readonly kind: 'short-rows' | 'extra-empty-cells' | 'unnamed-columns' | 'repeated-columns';
  readonly message: string;
  /** Numbers of all rows concerned, as in `Table.rowNumbers`. */
  readonly rows: readonly number[];
}
