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
  return kappaOfSums(sumOf(cohenTerms(ratings, categories)), ratings.length, { kind: 'cohen', categories });
}

/**
 * Fleiss' kappa of m >= 2 reviewers (Fleiss 1971). With n_ik ratings of category k for item i and N items,
 *   observed = mean over items of (sum_k n_ik^2 - m) / (m (m - 1)),   expected = sum_k (sum_i n_ik / (N m))^2.
 * @throws Error when items have different numbers of ratings or fewer than two, or there is no item.
 */
export function fleissKappa(ratings: Ratings, categories: number): Kappa {
  return kappaOfSums(sumOf(fleissTerms(ratings, categories)), ratings.length, { kind: 'fleiss', categories });
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
  const terms = (kind === 'cohen' ? cohenTerms : fleissTerms)(ratings, categories);
  const n = terms.length;
  const whole = kappaOfSums(sumOf(terms), n, { kind, categories });
  const draws: number[] = [];
  for (let r = 0; r < resamples && whole.kappa !== null; r++) {
    const key = mixSeeds(seed, r);
    const sums = new Float64Array((terms[0] as Float64Array).length);
    for (let j = 0; j < n; j++) add(sums, terms[Math.floor((counterWord(key, j) / 2 ** 32) * n)] as Float64Array);
    const { kappa } = kappaOfSums(sums, n, { kind, categories });
    if (kappa !== null) draws.push(kappa);
  }
  draws.sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  const usable = whole.kappa !== null && draws.length > 0.95 * resamples;
  const interval = usable ? { low: quantile(draws, tail), high: quantile(draws, 1 - tail) } : null;
  return { ...whole, kind, items: n, interval };
}

/** Kappa is a function of sums over items, so that a resample only adds: what agrees first, then the counts of categories. */
function cohenTerms(ratings: Ratings, categories: number): Float64Array[] {
  check(ratings, 2);
  return (ratings as readonly (readonly [number, number])[]).map(([a, b]) => {
    const term = new Float64Array(1 + 2 * categories);
    term[0] = a === b ? 1 : 0;
    term[1 + a] = 1;
    term[1 + categories + b] = 1;
    return term;
  });
}

function fleissTerms(ratings: Ratings, categories: number): Float64Array[] {
  const m = ratings[0]?.length ?? 0;
  if (m < 2) throw new Error(`fleissKappa: ${m} ratings per item`);
  check(ratings, m);
  return ratings.map((item) => {
    const term = new Float64Array(1 + categories);
    for (const k of item) term[1 + k] = (term[1 + k] as number) + 1;
    term[0] = (term.reduce((sum, count) => sum + count * count, 0) - m) / (m * (m - 1));
    return term;
  });
}

function add(sums: Float64Array, term: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (term[i] as number);
}

function sumOf(terms: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(terms[0]?.length ?? 0);
  for (const term of terms) add(sums, term);
  return sums;
}

/** From the sums over `n` items. */
function kappaOfSums(
  sums: Float64Array,
  n: number,
  { kind, categories }: { readonly kind: KappaEstimate['kind']; readonly categories: number },
): Kappa {
  const first = sums.subarray(1, 1 + categories);
  // Fleiss has one set of shares for all reviewers; its counts add up to n m.
  const second = kind === 'cohen' ? sums.subarray(1 + categories) : first;
  const total = first.reduce((sum, count) => sum + count, 0);
  const expected = first.reduce((sum, count, k) => sum + (count / total) * ((second[k] as number) / total), 0);
  const observed = (sums[0] as number) / n;
  return { observed, expected, kappa: 1 - expected < 1e-12 ? null : (observed - expected) / (1 - expected) };
}

function check(ratings: Ratings, reviewers: number): void {
  if (ratings.length === 0) throw new Error('kappa: there is no item');
  const at = ratings.findIndex((item) => item.length !== reviewers);
  if (at >= 0) throw new Error(`kappa: item ${at} has ${ratings[at]?.length} ratings in place of ${reviewers}`);
}
