import { counterWord, mixSeeds } from '../lib/random.ts';
import { quantile } from './bootstrap.ts';

/** `ratings[i][r]` is the category (from 0, below `categories`) that reviewer r gave to item i; every reviewer judged every item. */
export type Ratings = readonly (readonly number[])[];

export interface Kappa {
  /** Share of agreeing pairs that was seen, and that chance alone would give. */
  readonly observed: number;
  readonly expected: number;
  /** (observed - expected) / (1 - expected); null where every rating is the same, so that there is nothing to agree about. */
  readonly kappa: number | null;
}

/**
 * Cohen's kappa of two reviewers (Cohen 1960): observed = share of items with the same category, expected = sum over categories of the product
 * of both reviewers' shares of it.
 * @throws Error when an item has not two ratings, or there is no item.
 */
export function cohensKappa(ratings: Ratings, categories: number): Kappa {
  check(ratings, 2);
  const first = new Float64Array(categories);
  const second = new Float64Array(categories);
  let same = 0;
  for (const [a, b] of ratings as readonly (readonly [number, number])[]) {
    first[a] = (first[a] as number) + 1;
    second[b] = (second[b] as number) + 1;
    if (a === b) same++;
  }
  const n = ratings.length;
  const expected = first.reduce((sum, count, k) => sum + (count / n) * ((second[k] as number) / n), 0);
  return kappaOf(same / n, expected);
}

/**
 * Fleiss' kappa of m >= 2 reviewers (Fleiss 1971). With n_ik ratings of category k for item i and N items,
 *   observed = mean over items of (sum_k n_ik^2 - m) / (m (m - 1)),   expected = sum_k (sum_i n_ik / (N m))^2.
 * @throws Error when items have different numbers of ratings or fewer than two, or there is no item.
 */
export function fleissKappa(ratings: Ratings, categories: number): Kappa {
  const m = ratings[0]?.length ?? 0;
  if (m < 2) throw new Error(`fleissKappa: ${m} ratings per item`);
  check(ratings, m);
  const totals = new Float64Array(categories);
  let observed = 0;
  for (const item of ratings) {
    const counts = new Float64Array(categories);
    for (const k of item) counts[k] = (counts[k] as number) + 1;
    for (const [k, count] of counts.entries()) totals[k] = (totals[k] as number) + count;
    observed += (counts.reduce((sum, count) => sum + count * count, 0) - m) / (m * (m - 1));
  }
  const n = ratings.length;
  const expected = totals.reduce((sum, total) => sum + (total / (n * m)) ** 2, 0);
  return kappaOf(observed / n, expected);
}

export interface KappaOptions {
  readonly categories: number;
  readonly resamples: number;
  /** Share of the resamples inside the interval. */
  readonly confidence: number;
  readonly seed: number;
}

export interface KappaEstimate extends Kappa {
  /** Cohen's for two reviewers, Fleiss' for more. */
  readonly kind: 'cohen' | 'fleiss';
  readonly items: number;
  /** Percentile interval over items; null where kappa is, or where a resample in twenty or more has none. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** Kappa with a bootstrap interval over items: each resample draws as many items as there are, with replacement. */
export function estimateKappa(
  ratings: Ratings,
  { categories, resamples, confidence, seed }: KappaOptions,
): KappaEstimate {
  const kind = ratings[0]?.length === 2 ? 'cohen' : 'fleiss';
  const measure = kind === 'cohen' ? cohensKappa : fleissKappa;
  const whole = measure(ratings, categories);
  const n = ratings.length;
  const draws: number[] = [];
  for (let r = 0; r < resamples && whole.kappa !== null; r++) {
    const key = mixSeeds(seed, r);
    const drawn = Array.from(
      { length: n },
      (_, j) => ratings[Math.floor((counterWord(key, j) / 2 ** 32) * n)] as number[],
    );
    const { kappa } = measure(drawn, categories);
    if (kappa !== null) draws.push(kappa);
  }
  draws.sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  const usable = whole.kappa !== null && draws.length > 0.95 * resamples;
  const interval = usable ? { low: quantile(draws, tail), high: quantile(draws, 1 - tail) } : null;
  return { ...whole, kind, items: n, interval };
}

function kappaOf(observed: number, expected: number): Kappa {
  return { observed, expected, kappa: 1 - expected < 1e-12 ? null : (observed - expected) / (1 - expected) };
}

function check(ratings: Ratings, reviewers: number): void {
  if (ratings.length === 0) throw new Error('kappa: there is no item');
  const at = ratings.findIndex((item) => item.length !== reviewers);
  if (at >= 0) throw new Error(`kappa: item ${at} has ${ratings[at]?.length} ratings in place of ${reviewers}`);
}
