/** Three figures, as they are typed: 0.002 -> 2.00e-3. */
export function formatRate(rate: number): string {
  return rate === 0 ? '0' : rate.toExponential(2);
}
