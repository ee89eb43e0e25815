import { largestRemainder } from './largestRemainder.ts';

/**
 * Rounds a table of fractions to whole numbers with given row and column sums (controlled rounding): each row by the largest remainder,
 * then single units move from columns with too many to columns with too few, each time in the row where the sum of squared
 * errors grows least.
 * `rows[i]` = sum of row i, `columns[j]` = sum of column j (both add up to the same); `ideal[i][j]` >= 0, only proportions within a row count.
 */
export function roundTable(
  ideal: readonly (readonly number[])[],
  rows: readonly number[],
  columns: readonly number[],
): number[][] {
  const wanted = ideal.map((line, i) => {
    const sum = line.reduce((a, b) => a + b, 0);
    const weights = sum > 0 ? line : columns;
    const total = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => (total > 0 ? ((rows[i] as number) * weight) / total : 0));
  });
  const counts = wanted.map((line, i) =>
    rows[i] === 0 ? line.map(() => 0) : largestRemainder(rows[i] as number, line),
  );
  const excess = columns.map((sum, j) => counts.reduce((total, line) => total + (line[j] as number), 0) - sum);

  for (;;) {
    const from = excess.findIndex((value) => value > 0);
    const to = excess.findIndex((value) => value < 0);
    if (from === -1 || to === -1) return counts;
    const line = counts[cheapestMove(counts, wanted, from, to)] as number[];
    line[from] = (line[from] as number) - 1;
    line[to] = (line[to] as number) + 1;
    excess[from] = (excess[from] as number) - 1;
    excess[to] = (excess[to] as number) + 1;
  }
}

/** The row in which moving a unit costs least: d sum((count - wanted)^2) = 2 (error[to] - error[from] + 1). */
function cheapestMove(counts: readonly number[][], wanted: readonly number[][], from: number, to: number): number {
  let best = -1;
  let lowest = Number.POSITIVE_INFINITY;
  for (const [i, line] of counts.entries()) {
    if ((line[from] as number) === 0) continue;
    const error = (j: number) => (line[j] as number) - (wanted[i]?.[j] as number);
    const cost = error(to) - error(from);
    if (cost < lowest) [best, lowest] = [i, cost];
  }
  return best;
}
