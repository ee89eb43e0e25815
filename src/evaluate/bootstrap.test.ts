import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../lib/random.ts';
import { bootstrapPaired, type PairedRow, quantile } from './bootstrap.ts';

const OPTIONS = { resamples: 2000, confidence: 0.95, seed: 42 };

const anyRows = fc.array(
  fc.record({
    base: fc.double({ min: 0, max: 500, noNaN: true }),
    tuned: fc.double({ min: 0, max: 500, noNaN: true }),
    tokens: fc.integer({ min: 1, max: 300 }),
  }),
  { minLength: 1, maxLength: 40 },
);

/** Rows of 10 tokens whose losses per token are normal around 3 and 2, with a spread of 0.5 that both share half of. */
function normalRows(count: number, seed: number): PairedRow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const shared = 0.35 * random.normal();
    const loss = (mean: number) => 10 * (mean + shared + 0.35 * random.normal());
    return { base: loss(3), tuned: loss(2), tokens: 10 };
  });
}

describe('quantile', () => {
  it('interpolates linearly, as numpy does by default', () => {
    // numpy.quantile([1, 2, 4, 8], [0, 0.25, 0.5, 0.9, 1])
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile([1, 2, 4, 8], q))).toEqual([1, 1.75, 3, 6.800000000000001, 8]);
    expect(quantile([5], 0.975)).toBe(5);
  });
});

describe('bootstrapPaired', () => {
  it('weights rows by their tokens', () => {
    const rows = [
      { base: 30, tuned: 10, tokens: 10 },
      { base: 1, tuned: 2, tokens: 1 },
    ];
    const { base, tuned, difference } = bootstrapPaired(rows, OPTIONS);
    expect(base.value).toBeCloseTo(31 / 11, 12);
    expect(tuned.value).toBeCloseTo(12 / 11, 12);
    expect(difference.value).toBeCloseTo(-19 / 11, 12);
    // Two rows have three resamples: each twice, or both. A quarter of the draws each: the 95 % interval is all of them.
    expect([base.low, base.high]).toEqual([1, 3]);
    expect([difference.low, difference.high]).toEqual([-2, 1]);
  });

  it('finds the exact binomial interval of rows that are won or lost by the same amount', () => {
    // 20 rows of one token, 15 with difference -1 and 5 with 0: -difference * 20 is binomial(20, 0.75), quantiles 11 and 18.
    const rows = Array.from({ length: 20 }, (_, i) => ({ base: 1, tuned: i < 15 ? 0 : 1, tokens: 1 }));
    const { difference } = bootstrapPaired(rows, { ...OPTIONS, resamples: 20_000 });
    expect(difference.value).toBeCloseTo(-0.75, 12);
    expect(difference.low).toBeCloseTo(-18 / 20, 12);
    expect(difference.high).toBeCloseTo(-11 / 20, 12);
  });

  it('comes close to the normal interval of a mean', () => {
    const rows = normalRows(400, 1);
    const differences = rows.map(({ base, tuned }) => (tuned - base) / 10);
    const mean = differences.reduce((sum, d) => sum + d, 0) / 400;
    const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 400;
    const half = 1.96 * Math.sqrt(variance / 400);
    const { difference } = bootstrapPaired(rows, OPTIONS);
    expect(difference.low).toBeCloseTo(mean - half, 2);
    expect(difference.high).toBeCloseTo(mean + half, 2);
  });

  it('keeps pairs together: what both share does not widen the interval of the difference', () => {
    const random = createRandom(7);
    const rows = Array.from({ length: 50 }, () => {
      const hard = 20 + 10 * random.next();
      return { base: hard, tuned: hard - 1, tokens: 1 };
    });
    const { base, difference } = bootstrapPaired(rows, OPTIONS);
    expect(base.high - base.low).toBeGreaterThan(1);
    expect(difference.high - difference.low).toBeLessThan(1e-9);
  });

  it('covers the true difference about as often as it says', () => {
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const { difference } = bootstrapPaired(normalRows(40, 1000 + trial), { ...OPTIONS, resamples: 500, seed: trial });
      if (difference.low <= -1 && -1 <= difference.high) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
    expect(covered / 200).toBeLessThanOrEqual(0.99);
  });

  it('contains its estimate', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (rows, seed) => {
        for (const { value, low, high } of Object.values(bootstrapPaired(rows, { ...OPTIONS, resamples: 300, seed }))) {
          expect(low).toBeLessThanOrEqual(value);
          expect(value).toBeLessThanOrEqual(high);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is decided by its seed', () => {
    const rows = normalRows(30, 3);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 2 }), (seed) => {
        const options = { ...OPTIONS, resamples: 200, seed };
        const once = bootstrapPaired(rows, options);
        expect(bootstrapPaired(rows, options)).toEqual(once);
        expect(bootstrapPaired(rows, { ...options, seed: seed + 1 })).not.toEqual(once);
      }),
      { numRuns: 30 },
    );
  });

  it('narrows with more rows of the same kind', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const width = (count: number) => {
          const { difference } = bootstrapPaired(normalRows(count, seed), { ...OPTIONS, resamples: 500 });
          return difference.high - difference.low;
        };
        expect(width(400)).toBeLessThan(width(25));
      }),
      { numRuns: 30 },
    );
  });

  it('leaves out rows without a token, and refuses to measure none', () => {
    const rows = normalRows(10, 5);
    const empty = { base: 0, tuned: 0, tokens: 0 };
    expect(bootstrapPaired([empty, ...rows], OPTIONS)).toEqual(bootstrapPaired(rows, OPTIONS));
    expect(() => bootstrapPaired([empty], OPTIONS)).toThrow('no row has a token');
  });
});
