import { filterRows, parseWhere } from '../data/filter.ts';
import { type ColumnCounts, createColumnCounter, describeStratum, proposeStratum } from '../data/stratum.ts';
import type { Table } from '../data/table.ts';
import type { SplitChoices, StratumFacts } from './dataApi.ts';

/** Counts the values of every column among the rows that the filter keeps. */
export async function countColumns(table: Table, where: readonly string[]): Promise<ColumnCounts[]> {
  const counter = createColumnCounter(table.columns);
  for await (const batch of table.read(await filterRows(table, where.map(parseWhere)))) {
    for (const { cells } of batch) counter.add(cells);
  }
  return counter.finish();
}

/** The proposed column with its reasons, and the one in use: the proposal where `auto`. */
export function stratumFacts(columns: readonly ColumnCounts[], choices: SplitChoices, auto: boolean): StratumFacts {
  const { where, split, stratify } = choices;
  const filtered = new Set(where.map((text) => parseWhere(text).column));
  const smallest = Math.min(...split.filter((part) => part > 0)) / split.reduce((a, b) => a + b, 0);
  const proposal = proposeStratum(columns, filtered, smallest);
  const column = auto ? (proposal.choice?.column ?? null) : stratify;
  const counted = columns.find(({ name }) => name === column);
  return { auto, proposal, column, inUse: counted === undefined ? null : describeStratum(counted) };
}
