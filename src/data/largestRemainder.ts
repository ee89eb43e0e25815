/**
 * Whole numbers in the given proportions that add up to `total` (Hamilton's method): shares rounded down, then one more for the largest
 * remainders, ties to the earlier. `weights` >= 0, not all 0.
 */
export function largestRemainder(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => (total * weight) / sum);
  const counts = shares.map(Math.floor);
  const remainder = (i: number) => (shares[i] as number) - (counts[i] as number);
  let left = total - counts.reduce((a, b) => a + b, 0);
  const order = weights.map((_, i) => i).sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const i of order) {
    if (left <= 0) break;
    counts[i] = (counts[i] as number) + 1;
    left--;
  }
  return counts;
}
