import type { Table, TableRow } from './table.ts';

/** A table whose cells are all in memory. */
export function memoryTable(
  facts: Pick<Table, 'fileName' | 'columns' | 'delimiter' | 'warnings'>,
  rows: readonly (readonly string[])[],
  rowNumbers: readonly number[],
): Table {
  return {
    ...facts,
    rowCount: rows.length,
    rowNumber: (row) => rowNumbers[row] ?? row,
    async *read(indexes): AsyncIterable<readonly TableRow[]> {
      yield Array.from(indexes, (row) => ({ row, cells: rows[row] ?? [] }));
    },
  };
}
