import { columnValues, type RowFilter } from '../data/filter.ts';
import { describeStratum, proposeStratum } from '../data/stratum.ts';
import type { Table } from '../data/table.ts';
import { parseWhere } from '../lib/condition.ts';
import type { SplitChoices, StratumFacts } from './dataApi.ts';

/** The column that is proposed for the rows that the filter keeps, with its reasons, and the one in use: the proposal where `auto`. */
export async function stratumFacts(
  table: Table,
  filter: RowFilter,
  { where, split, stratify }: SplitChoices,
  auto: boolean,
): Promise<StratumFacts> {
  const conditions = where.map(parseWhere);
  const { rows } = await filter.filter(conditions);
  const columns = table.columns.map((name, i) => ({
    name,
    counts:
      table.column(i).codes === null
        ? null
        : new Map(columnValues(table, name, rows).map(({ value, count }) => [value, count])),
  }));
  const filtered = new Set(conditions.map(({ column }) => column));
  const smallest = Math.min(...split.filter((part) => part > 0)) / split.reduce((a, b) => a + b, 0);
  const proposal = proposeStratum(columns, filtered, smallest);
  const column = auto ? (proposal.choice?.column ?? null) : stratify;
  const counted = columns.find(({ name }) => name === column);
  return { auto, proposal, column, inUse: counted === undefined ? null : describeStratum(counted) };
}
