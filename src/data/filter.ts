import { UserError } from '../lib/errors.ts';
import { columnIndex } from '../text/columnNames.ts';
import { collapseWhitespace } from '../text/whitespace.ts';
import type { Table } from './table.ts';

/** Keeps the rows whose cell equals `value`, white space aside. */
export interface Condition {
  readonly column: string;
  readonly value: string;
}

/** `qtype=symptoms`: the first `=` separates, spaces around either side do not count. */
export function parseWhere(text: string): Condition {
  const at = text.indexOf('=');
  const column = text.slice(0, at).trim();
  if (at === -1 || column === '') {
    throw new UserError(`"${text}" is not a condition`, {
      where: 'filter',
      remedy: 'Write column=value, as in qtype=symptoms.',
    });
  }
  return { column, value: collapseWhitespace(text.slice(at + 1)) };
}

/** Indexes of the rows that meet all conditions. UserError for an unknown column and when no row is left. */
export function filterRows(table: Table, conditions: readonly Condition[]): number[] {
  let kept = table.rows.map((_, i) => i);
  for (const { column, value } of conditions) {
    const at = columnIndex(table.columns, column, `${table.fileName}, filter`);
    const matching = kept.filter((row) => collapseWhitespace(cell(table, row, at)) === value);
    if (matching.length === 0) throw noRow(table, { column, value }, kept);
    kept = matching;
  }
  return kept;
}

export interface ColumnValue {
  readonly value: string;
  readonly count: number;
}

/** The values of a column with their counts, the most frequent first, at most `limit` of them; of `rows` only, if given. */
export function columnValues(table: Table, column: string, limit: number, rows?: readonly number[]): ColumnValue[] {
  const at = columnIndex(table.columns, column, table.fileName);
  const counts = new Map<string, number>();
  for (const row of rows ?? table.rows.keys()) {
    const value = collapseWhitespace(cell(table, row, at));
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const sorted = [...counts].map(([value, count]) => ({ value, count }));
  return sorted.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, limit);
}

function noRow(table: Table, { column, value }: Condition, rows: readonly number[]): UserError {
  const values = columnValues(table, column, 8, rows).map(
    (found) => `${found.value === '' ? '(empty)' : found.value} (${found.count})`,
  );
  return new UserError(`no row has "${value}" in column "${column}"`, {
    where: `${table.fileName}, filter`,
    remedy: `Most frequent values: ${values.join(', ')}.`,
  });
}

function cell(table: Table, row: number, column: number): string {
  return table.rows[row]?.[column] ?? '';
}
