import { largestRemainder } from './largestRemainder.ts';

/**
 * Rounds a table of fractions to whole numbers with given row and column sums (controlled rounding): each row by the largest remainder,
 * then single units move from columns with too many to columns with too few, directly or through a third column, where it costs
 * least. Every cell stays within one of its fraction as far as the sums allow.
 * `rows[i]` = sum of row i, `columns[j]` = sum of column j (both add up to the same); `ideal[i][j]` >= 0, only proportions within a row count.
 */
export function roundTable(
  ideal: readonly (readonly number[])[],
  rows: readonly number[],
  columns: readonly number[],
): number[][] {
  const wanted = ideal.map((line, i) => {
    const weights = sum(line) > 0 ? line : columns;
    return weights.map((weight) => (rows[i] === 0 ? 0 : ((rows[i] as number) * weight) / sum(weights)));
  });
  const counts = wanted.map((line, i) => (rows[i] === 0 ? line : largestRemainder(rows[i] as number, line)));
  const excess = columns.map((target, j) => sum(counts.map((line) => line[j] as number)) - target);

  for (;;) {
    const from = excess.findIndex((value) => value > 0);
    const to = excess.findIndex((value) => value < 0);
    if (from === -1 || to === -1) return counts;
    for (const move of cheapestPath(counts, wanted, from, to)) {
      const line = counts[move.row] as number[];
      line[move.from] = (line[move.from] as number) - 1;
      line[move.to] = (line[move.to] as number) + 1;
    }
    excess[from] = (excess[from] as number) - 1;
    excess[to] = (excess[to] as number) + 1;
  }
}

/** One unit of a row goes from one column to another. */
interface Move {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly cost: number;
}

function cheapestPath(counts: readonly number[][], wanted: readonly number[][], from: number, to: number): Move[] {
  const move = (a: number, b: number) => cheapestMove(counts, wanted, a, b);
  const through = wanted[0]?.map((_, k) => k).filter((k) => k !== from && k !== to) ?? [];
  const paths = [[move(from, to)], ...through.map((k) => [move(from, k), move(k, to)])];
  const cost = (path: readonly Move[]) => sum(path.map((step) => step.cost));
  return paths.reduce((best, path) => (cost(path) < cost(best) ? path : best));
}

/** More than any number of moves within the bounds could cost. */
const OUT_OF_BOUNDS = 1000;

/** The growth of sum((count - wanted)^2) is 2 (error[to] - error[from] + 1); moving a cell a whole unit from its fraction costs extra. */
function cheapestMove(counts: readonly number[][], wanted: readonly number[][], from: number, to: number): Move {
  let best: Move = { row: -1, from, to, cost: Number.POSITIVE_INFINITY };
  for (const [row, line] of counts.entries()) {
    if ((line[from] as number) === 0) continue;
    const error = (j: number) => (line[j] as number) - (wanted[row]?.[j] as number);
    const strays = (error(from) <= ROUND_OFF ? 1 : 0) + (error(to) >= -ROUND_OFF ? 1 : 0);
    const cost = 2 * (error(to) - error(from) + 1) + strays * OUT_OF_BOUNDS;
    if (cost < best.cost) best = { row, from, to, cost };
  }
  return best;
}

const ROUND_OFF = 1e-9;

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
