import type { EncodedExample } from './tokens.ts';

/** Rows of `from` to `to` tokens (both included; `to` null: and longer), with the tokens that they hold. */
export interface LengthBin {
  readonly from: number;
  readonly to: number | null;
  readonly rows: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
}

const BINS = 32;

/**
 * Row lengths in at most 33 bins of one round width. They reach over 99 % of the rows; the few longer ones share a last, open bin,
 * since one row of 10,000 tokens would press all others into the first bar.
 */
export function binLengths(rows: readonly Pick<EncodedExample, 'ids' | 'promptTokens'>[]): LengthBin[] {
  if (rows.length === 0) return [];
  const lengths = Uint32Array.from(rows, ({ ids }) => ids.length).sort();
  const longest = lengths.at(-1) as number;
  const usual = lengths[Math.ceil(lengths.length * 0.99) - 1] as number;
  const width = roundWidth(usual / BINS);
  const closed = Math.max(1, Math.ceil(usual / width));
  const count = longest > closed * width ? closed + 1 : closed;
  const bins = Array.from({ length: count }, (_, i) => ({
    from: i * width + 1,
    to: i < closed ? (i + 1) * width : null,
    rows: 0,
    promptTokens: 0,
    answerTokens: 0,
  }));
  for (const { ids, promptTokens } of rows) {
    const bin = bins[Math.min(count - 1, Math.floor(Math.max(0, ids.length - 1) / width))];
    if (bin === undefined) continue;
    const prompt = Math.min(promptTokens, ids.length);
    bin.rows++;
    bin.promptTokens += prompt;
    bin.answerTokens += ids.length - prompt;
  }
  return bins;
}

/** The next of 1, 2, 4, 5, 8, 10, 16, 20, 25, … that is not smaller. */
function roundWidth(least: number): number {
  let power = 1;
  while (power * 10 < least) power *= 10;
  return [1, 2, 4, 5, 8, 10].map((digit) => digit * power).find((width) => width >= least) ?? 10 * power;
}
