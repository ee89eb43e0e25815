/** The values of a column among the chosen rows. */
export interface ColumnCounts {
  readonly name: string;
  /** Rows by value, '' for empty cells; null: more values than a stratum could be made of. */
  readonly counts: ReadonlyMap<string, number> | null;
}

/** Why a column cannot keep the parts alike. */
export type Unfit = 'filtered' | 'constant' | 'manyValues' | 'rareValues' | 'lopsided';

export interface StratumChoice {
  readonly column: string;
  readonly values: number;
  readonly largest: { readonly value: string; readonly share: number };
}

export interface StratumProposal {
  /** null: no column fits, so the split is random by seed. */
  readonly choice: StratumChoice | null;
  /** The other columns that would do, the better first. */
  readonly others: readonly StratumChoice[];
  readonly unfit: readonly { readonly column: string; readonly reason: Unfit }[];
}

/** Columns with more values are passed over: their strata would be too thin to balance. */
export const MOST_VALUES = 30;
/** One value in nearly all rows balances nothing. */
const LARGEST_SHARE = 0.98;

/**
 * The column to keep balanced: never one that the filter fixed, a constant, or one of (nearly) unique values; at least two of its values must
 * have rows enough to stand in every part. Best is the most even one (entropy over its maximum, log of the number of values), each value
 * costing a hundredth, so that of two even columns the one with fewer values goes first.
 * `smallestShare`: of the parts that are not empty, as a fraction.
 */
export function proposeStratum(
  columns: readonly ColumnCounts[],
  filtered: ReadonlySet<string>,
  smallestShare: number,
): StratumProposal {
  const unfit: { column: string; reason: Unfit }[] = [];
  const fit: (StratumChoice & { readonly score: number })[] = [];
  for (const { name, counts } of columns) {
    const reason = filtered.has(name) ? 'filtered' : unfitReason(counts, smallestShare);
    if (reason !== null) unfit.push({ column: name, reason });
    else if (counts !== null) fit.push({ ...describe(name, counts), score: evenness(counts) - counts.size / 100 });
  }
  const [choice = null, ...others] = fit
    .sort((a, b) => b.score - a.score)
    .map(({ column, values, largest }) => ({ column, values, largest }));
  return { choice, others, unfit };
}

/** The same figures for a column that a person chose; null when it has too many values to count. */
export function describeStratum({ name, counts }: ColumnCounts): StratumChoice | null {
  return counts === null || counts.size === 0 ? null : describe(name, counts);
}

function unfitReason(counts: ReadonlyMap<string, number> | null, smallestShare: number): Unfit | null {
  if (counts === null || counts.size > MOST_VALUES) return 'manyValues';
  if (counts.size < 2) return 'constant';
  const whole = [...counts.values()].filter((count) => count * smallestShare >= 1);
  const rows = sum([...counts.values()]);
  if (whole.length < 2 || sum(whole) < rows / 2) return 'rareValues';
  return Math.max(...counts.values()) > LARGEST_SHARE * rows ? 'lopsided' : null;
}

function describe(column: string, counts: ReadonlyMap<string, number>): StratumChoice {
  const [value, count] = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  return { column, values: counts.size, largest: { value, share: count / sum([...counts.values()]) } };
}

function evenness(counts: ReadonlyMap<string, number>): number {
  const rows = sum([...counts.values()]);
  const entropy = -sum(Array.from(counts.values(), (count) => (count / rows) * Math.log(count / rows)));
  return entropy / Math.log(counts.size);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
