import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohensKappa, estimateKappa, fleissKappa, type Ratings } from './kappa.ts';

/** `counts[a][b]`: items that the first reviewer put into a and the second into b. */
const pairs = (counts: readonly (readonly number[])[]): Ratings =>
  counts.flatMap((row, a) => row.flatMap((count, b) => Array.from({ length: count }, () => [a, b])));
/** `counts[i][k]`: reviewers that put item i into category k. */
const spread = (counts: readonly (readonly number[])[]): Ratings =>
  counts.map((item) => item.flatMap((count, k) => Array.from({ length: count }, () => k)));

describe("Cohen's kappa", () => {
  it('is that of hand-computed tables', () => {
    // Observed (20 + 15) / 50 = 0.7; expected 0.5 x 0.6 + 0.5 x 0.4 = 0.5.
    const even = cohensKappa(
      pairs([
        [20, 5],
        [10, 15],
      ]),
      2,
    );
    expect(even.observed).toBeCloseTo(0.7, 12);
    expect(even.expected).toBeCloseTo(0.5, 12);
    expect(even.kappa).toBeCloseTo(0.4, 12);
    // Three categories: observed (88 + 40 + 12) / 200 = 0.7; expected 0.6 x 0.5 + 0.3 x 0.3 + 0.1 x 0.2 = 0.41.
    const three = cohensKappa(
      pairs([
        [88, 14, 18],
        [10, 40, 10],
        [2, 6, 12],
      ]),
      3,
    );
    expect(three.observed).toBeCloseTo(140 / 200, 12);
    expect(three.expected).toBeCloseTo(0.6 * 0.5 + 0.3 * 0.3 + 0.1 * 0.2, 12);
    expect(three.kappa).toBeCloseTo((0.7 - 0.41) / 0.59, 12);
  });

  it('is 1 for the same words, negative for the opposite, and not there when all is one category', () => {
    expect(
      cohensKappa(
        [
          [0, 0],
          [1, 1],
          [2, 2],
        ],
        3,
      ).kappa,
    ).toBeCloseTo(1, 12);
    expect(
      cohensKappa(
        [
          [0, 1],
          [1, 0],
        ],
        2,
      ).kappa,
    ).toBeCloseTo(-1, 12);
    expect(
      cohensKappa(
        [
          [1, 1],
          [1, 1],
        ],
        3,
      ).kappa,
    ).toBe(null);
  });
});

describe("Fleiss' kappa", () => {
  it('is that of the textbook case of 14 reviewers, 10 items and 5 categories', () => {
    const counts = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ];
    const { observed, expected, kappa } = fleissKappa(spread(counts), 5);
    expect(observed).toBeCloseTo(0.378, 3);
    expect(expected).toBeCloseTo(0.213, 3);
    expect(kappa).toBeCloseTo(0.21, 3);
  });

  it('is that of a table counted by hand', () => {
    // Three reviewers, two items: (9 - 3) / 6 = 1 and (4 + 1 - 3) / 6 = 1/3; shares 5/6 and 1/6.
    const { observed, expected, kappa } = fleissKappa(
      [
        [0, 0, 0],
        [0, 0, 1],
      ],
      2,
    );
    expect(observed).toBeCloseTo(2 / 3, 12);
    expect(expected).toBeCloseTo(26 / 36, 12);
    expect(kappa).toBeCloseTo((2 / 3 - 26 / 36) / (1 - 26 / 36), 12);
  });

  it('needs the same number of ratings for every item', () => {
    expect(() =>
      fleissKappa(
        [
          [0, 1, 1],
          [0, 1],
        ],
        2,
      ),
    ).toThrow('item 1 has 2 ratings in place of 3');
    expect(() => fleissKappa([[0]], 2)).toThrow('1 ratings');
    expect(() => cohensKappa([], 2)).toThrow('no item');
  });
});

describe('the interval', () => {
  const options = { categories: 2, resamples: 2000, confidence: 0.95, seed: 7 };

  it('lies around kappa and is near the large-sample one', () => {
    const { kappa, interval, kind, items } = estimateKappa(
      pairs([
        [80, 20],
        [20, 80],
      ]),
      options,
    );
    expect([kind, items]).toEqual(['cohen', 200]);
    // Standard error by Fleiss, Cohen and Everitt (1969) for this symmetric table: sqrt(po (1 - po) / n) / (1 - pe) = 0.0566.
    expect(kappa).toBeCloseTo(0.6, 12);
    expect(interval?.low).toBeCloseTo(0.6 - 1.96 * 0.0566, 1);
    expect(interval?.high).toBeCloseTo(0.6 + 1.96 * 0.0566, 1);
  });

  it('is the same for the same seed, and not given where most draws have no kappa', () => {
    const ratings = pairs([
      [8, 2],
      [3, 7],
    ]);
    expect(estimateKappa(ratings, options)).toEqual(estimateKappa(ratings, options));
    expect(
      estimateKappa(
        [
          [0, 0],
          [0, 0],
          [1, 0],
        ],
        options,
      ).interval,
    ).toBe(null);
    expect(
      estimateKappa(
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
        options,
      ),
    ).toMatchObject({ kind: 'fleiss', kappa: null, interval: null });
  });

  it('never leaves -1 to 1', () => {
    const rating = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(rating, rating, rating), { minLength: 1, maxLength: 20 }), (ratings) => {
        const { kappa, interval } = estimateKappa(ratings, { ...options, categories: 3, resamples: 50 });
        for (const value of [kappa, interval?.low, interval?.high])
          if (value !== null && value !== undefined) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});
