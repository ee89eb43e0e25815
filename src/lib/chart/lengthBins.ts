/** Values from `low` on, below `high`. */
export interface LengthBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

const WIDTHS = [5, 10, 20, 50, 100, 200, 500, 1000] as const;
/** More would be too thin on a phone. */
const MOST_BINS = 16;

/** Counts of lengths in bins of one round width from 0 on, up to at least `longest` (of all answers, so that the axis does not jump). */
export function lengthBins(lengths: readonly number[], longest: number): LengthBin[] {
  const most = Math.max(1, longest, ...lengths);
  const width = WIDTHS.find((candidate) => most < candidate * MOST_BINS) ?? Math.ceil((most + 1) / MOST_BINS);
  const bins = Array.from({ length: Math.floor(most / width) + 1 }, (_, i) => i * width);
  return bins.map((low) => ({
    low,
    high: low + width,
    count: lengths.filter((length) => length >= low && length < low + width).length,
  }));
}
