import { UserError } from '../lib/errors.ts';
import { columnIndex } from '../text/columnNames.ts';
import { collapseWhitespace } from '../text/whitespace.ts';
import { allRows, type Table } from './table.ts';

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
export async function filterRows(table: Table, conditions: readonly Condition[]): Promise<number[]> {
  let kept = allRows(table);
  for (const { column, value } of conditions) {
    const at = columnIndex(table.columns, column, `${table.fileName}, filter`);
    const matching: number[] = [];
    for await (const batch of table.read(kept)) {
      for (const { row, cells } of batch) if (collapseWhitespace(cells[at] ?? '') === value) matching.push(row);
    }
    if (matching.length === 0) throw await noRow(table, { column, value }, kept);
    kept = matching;
  }
  return kept;
}

export interface ColumnValue {
  readonly value: string;
  readonly count: number;
}

/** The values of a column with their counts, the most frequent first, at most `limit` of them; of `rows` only, if given. */
export async function columnValues(
  table: Table,
  column: string,
  limit: number,
  rows?: readonly number[],
): Promise<ColumnValue[]> {
  const at = columnIndex(table.columns, column, table.fileName);
  const counts = new Map<string, number>();
  for await (const batch of table.read(rows ?? allRows(table))) {
    for (const { cells } of batch) {
      const value = collapseWhitespace(cells[at] ?? '');
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const sorted = [...counts].map(([value, count]) => ({ value, count }));
  return sorted.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, limit);
}

async function noRow(table: Table, { column, value }: Condition, rows: readonly number[]): Promise<UserError> {
  const values = (await columnValues(table, column, 8, rows)).map(
    (found) => `${found.value === '' ? '(empty)' : found.value} (${found.count})`,
  );
  return new UserError(`no row has "${value}" in column "${column}"`, {
    where: `${table.fileName}, filter`,
    remedy: `Most frequent values: ${values.join(', ')}.`,
  });
}
