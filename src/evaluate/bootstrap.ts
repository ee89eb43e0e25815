import { counterWord, mixSeeds } from '../lib/random.ts';

/** One test row measured by both models: sums of token losses in nats, over the same supervised tokens. */
export interface PairedRow {
  readonly base: number;
  readonly tuned: number;
  readonly tokens: number;
}

/** A value with the interval around it; `low <= value <= high`. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly resamples: number;
  /** Share of the resamples inside the interval, e.g. 0.95. */
  readonly confidence: number;
  readonly seed: number;
}

/** Losses in nats per token, each with its interval; `difference` = tuned - base. */
export interface PairedLosses {
  readonly base: Estimate;
  readonly tuned: Estimate;
  readonly difference: Estimate;
}

/**
 * Paired bootstrap over rows (Efron 1979): a resample draws as many rows as there are, with replacement, and takes both models' losses of
 * each. Of n rows with loss sums b_i, t_i and n_i tokens, every resample r gives
 *   base_r = sum b / sum n,  tuned_r = sum t / sum n,  difference_r = tuned_r - base_r,
 * token-weighted as the loss itself. The interval is the percentile one: the quantiles (1 - confidence) / 2 and its mirror, interpolated
 * linearly (type 7, numpy's default). Rows are the unit since the tokens of one answer depend on each other, and pairs stay together since
 * hard rows are hard for both. Draw j of resample r is word j of a counter-based stream keyed by (seed, r): same seed, same interval.
 * @throws Error when no row has a token.
 */
export function bootstrapPaired(rows: readonly PairedRow[], options: BootstrapOptions): PairedLosses {
  const { resamples, confidence, seed } = options;
  const counted = rows.filter(({ tokens }) => tokens > 0);
  if (counted.length === 0) throw new Error('bootstrapPaired: no row has a token');
  const base = Float64Array.from(counted, (row) => row.base);
  const tuned = Float64Array.from(counted, (row) => row.tuned);
  const tokens = Float64Array.from(counted, (row) => row.tokens);
  const bases = new Float64Array(resamples);
  const tuneds = new Float64Array(resamples);
  const differences = new Float64Array(resamples);
  const n = counted.length;
  for (let r = 0; r < resamples; r++) {
    const key = mixSeeds(seed, r);
    let b = 0;
    let t = 0;
    let count = 0;
    for (let j = 0; j < n; j++) {
      const i = Math.floor((counterWord(key, j) / 2 ** 32) * n);
      b += base[i] as number;
      t += tuned[i] as number;
      count += tokens[i] as number;
    }
    bases[r] = b / count;
    tuneds[r] = t / count;
    differences[r] = (t - b) / count;
  }
  const total = sum(tokens);
  const estimate = (value: number, draws: Float64Array): Estimate => ({ value, ...interval(value, draws, confidence) });
  const baseLoss = sum(base) / total;
  const tunedLoss = sum(tuned) / total;
  return {
    base: estimate(baseLoss, bases),
    tuned: estimate(tunedLoss, tuneds),
    difference: estimate(tunedLoss - baseLoss, differences),
  };
}

/** Percentile interval; sorts `draws`. It never excludes the estimate itself, which rounding could do where all rows are alike. */
function interval(value: number, draws: Float64Array, confidence: number): { low: number; high: number } {
  draws.sort();
  const tail = (1 - confidence) / 2;
  return { low: Math.min(value, quantile(draws, tail)), high: Math.max(value, quantile(draws, 1 - tail)) };
}

/** Quantile 0 <= q <= 1 of sorted values: x[k] + (h - k)(x[k+1] - x[k]) with h = q (n - 1), k = floor(h). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const h = q * (sorted.length - 1);
  const k = Math.floor(h);
  const low = sorted[k] as number;
  const high = sorted[Math.min(k + 1, sorted.length - 1)] as number;
  return low + (h - k) * (high - low);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
