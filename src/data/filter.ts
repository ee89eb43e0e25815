import { type Condition, conditionText, meets } from '../lib/condition.ts';
import { UserError } from '../lib/errors.ts';
import { columnIndex } from '../text/columnNames.ts';
import { collapseWhitespace } from '../text/whitespace.ts';
import { allRows, type Table } from './table.ts';

/** Rows that are asked for, and of how many rows each condition alone holds. */
export interface FilteredRows {
  readonly rows: readonly number[];
  readonly counts: readonly number[];
}

/** Answers filters over one table; what a condition once gave is remembered. */
export interface RowFilter {
  /** Rows that meet all conditions. UserError for an unknown column and when no row is left. */
  filter(conditions: readonly Condition[]): Promise<FilteredRows>;
}

/** Conditions whose rows are kept in memory, a byte a row. */
const REMEMBERED = 24;

export function createRowFilter(table: Table): RowFilter {
  const masks = new Map<string, Mask>();

  const remember = (key: string, mask: Mask) => {
    masks.set(key, mask);
    const oldest = masks.keys().next().value;
    if (masks.size > REMEMBERED && oldest !== undefined) masks.delete(oldest);
  };

  return {
    async filter(conditions) {
      const wanted = conditions.map((condition) => ({ condition, key: conditionText(condition) }));
      const found = await evaluate(
        table,
        wanted.filter(({ key }) => !masks.has(key)).map(({ condition }) => condition),
      );
      const all = wanted.map(({ condition, key }) => {
        const mask = masks.get(key) ?? (found.get(condition) as Mask);
        remember(key, mask);
        return { condition, mask };
      });
      let rows = allRows(table);
      for (const { condition, mask } of all) {
        const kept = rows.filter((row) => mask.holds[row] === 1);
        if (kept.length === 0) throw noRow(table, condition, rows);
        rows = kept;
      }
      return { rows, counts: all.map(({ mask }) => mask.count) };
    },
  };
}

/** Indexes of the rows that meet all conditions. */
export async function filterRows(table: Table, conditions: readonly Condition[]): Promise<readonly number[]> {
  return (await createRowFilter(table).filter(conditions)).rows;
}

interface Mask {
  /** 1 for every row that meets the condition. */
  readonly holds: Uint8Array;
  readonly count: number;
}

/** By the values of a column where they are known, else by one pass over the file for all others. */
async function evaluate(table: Table, conditions: readonly Condition[]): Promise<Map<Condition, Mask>> {
  const masks = new Map<Condition, Mask>();
  const scanned: {
    readonly at: number;
    readonly condition: Condition;
    readonly tidy: Condition;
    readonly holds: Uint8Array;
  }[] = [];
  for (const condition of conditions) {
    const tidy = collapsed(condition);
    const at = columnIndex(table.columns, condition.column, `${table.fileName}, filter`);
    const column = table.column(at);
    const holds = new Uint8Array(table.rowCount);
    if (column.codes !== null) {
      const { values, code } = column.codes;
      const good = values.map((value) => (meets(tidy, value) ? 1 : 0));
      for (let row = 0; row < holds.length; row++) holds[row] = good[code(row)] as number;
      masks.set(condition, counted(holds));
    } else if (condition.kind === 'empty' || condition.kind === 'not-empty') {
      const wanted = condition.kind === 'empty';
      for (let row = 0; row < holds.length; row++) holds[row] = column.isEmpty(row) === wanted ? 1 : 0;
      masks.set(condition, counted(holds));
    } else scanned.push({ at, condition, tidy, holds });
  }
  if (scanned.length > 0) {
    for await (const batch of table.read(allRows(table))) {
      for (const { row, cells } of batch) {
        for (const { at, tidy, holds } of scanned)
          holds[row] = meets(tidy, collapseWhitespace(cells[at] ?? '')) ? 1 : 0;
      }
    }
    for (const { condition, holds } of scanned) masks.set(condition, counted(holds));
  }
  return masks;
}

/** White space in what is looked for counts as little as in the cells. */
function collapsed(condition: Condition): Condition {
  switch (condition.kind) {
    case 'is':
    case 'is-not':
    case 'contains':
      return { ...condition, value: collapseWhitespace(condition.value) };
    case 'one-of':
      return { ...condition, values: condition.values.map(collapseWhitespace) };
    default:
      return condition;
  }
}

function counted(holds: Uint8Array): Mask {
  let count = 0;
  for (const held of holds) count += held;
  return { holds, count };
}

export interface ColumnValue {
  readonly value: string;
  readonly count: number;
}

/**
 * The values of a column with their counts, the most frequent first; of `rows` only, if given. Empty for a column of which nearly every
 * row has a value of its own.
 */
export function columnValues(table: Table, column: string, rows?: readonly number[]): ColumnValue[] {
  const { codes } = table.column(columnIndex(table.columns, column, table.fileName));
  if (codes === null) return [];
  const counts = rows === undefined ? codes.counts : countCodes(codes, rows);
  const sorted = codes.values.map((value, code) => ({ value, count: counts[code] as number }));
  return sorted.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function countCodes(
  { values, code }: { readonly values: readonly string[]; code(row: number): number },
  rows: readonly number[],
): number[] {
  const counts = new Array<number>(values.length).fill(0);
  for (const row of rows) counts[code(row)] = (counts[code(row)] as number) + 1;
  return counts;
}

const VALUES_NAMED = 8;
const LONGEST_NAMED = 60;

function noRow(table: Table, condition: Condition, rows: readonly number[]): UserError {
  const values = columnValues(table, condition.column, rows)
    .slice(0, VALUES_NAMED)
    .map(({ value, count }) => `${value === '' ? '(empty)' : value.slice(0, LONGEST_NAMED)} (${count})`);
  const among = rows.length < table.rowCount ? ' among those that meet the conditions before it' : '';
  return new UserError(`no row meets "${conditionText(condition)}"${among}`, {
    where: `${table.fileName}, filter`,
    remedy:
      values.length === 0
        ? `Nearly every row has a text of its own in "${condition.column}": use contains.`
        : `Most frequent values: ${values.join(', ')}.`,
  });
}
