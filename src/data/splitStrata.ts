import type { Example } from './examples.ts';
import { ALL_ROWS, type Group } from './splitGroups.ts';

/** A stratum of the data with its rows, and whether it was too small to stand alone. */
export interface StratumCount {
  readonly name: string;
  readonly count: number;
  readonly pooled: boolean;
}

export interface Strata {
  /** Groups of each stratum that is split on its own; the pool of the rare ones, if any, comes first. */
  readonly groups: readonly (readonly Group[])[];
  /** All strata of the data, the largest first. */
  readonly counts: readonly StratumCount[];
}

/**
 * Sorts the groups into strata. A stratum is rare, and pooled with the other rare ones, when its share of the smallest part is less than
 * one row (80/10/10: fewer than 10 rows). Of every other stratum each part gets at least one row (repeated questions aside).
 */
export function sortIntoStrata(
  examples: readonly Example[],
  groups: readonly Group[],
  parts: readonly number[],
): Strata {
  const rows = new Map<string, number>();
  for (const { stratum } of examples) rows.set(stratum ?? ALL_ROWS, (rows.get(stratum ?? ALL_ROWS) ?? 0) + 1);
  const total = parts.reduce((a, b) => a + b, 0);
  const smallest = Math.min(...parts.filter((part) => part > 0));
  const isRare = (count: number) => rows.size > 1 && count * smallest < total;
  const counts = [...rows].map(([name, count]) => ({ name, count, pooled: isRare(count) }));
  counts.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

  const own = new Map<string, Group[]>(counts.filter(({ pooled }) => !pooled).map(({ name }) => [name, []]));
  const pool: Group[] = [];
  for (const group of groups) (own.get(group.stratum) ?? pool).push(group);
  return { groups: [pool, ...own.values()].filter((list) => list.length > 0), counts };
}
