import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../lib/random.ts';
import { cascadeMean } from './cascadeMean.ts';
import { nestAbsmax, recoverAbsmax } from './nestedAbsmax.ts';
import { DYNAMIC_THRESHOLDS } from './nf4Tables.ts';

describe('cascadeMean', () => {
  it('is within an f32 rounding or two of the exact mean for any length', () => {
    const random = createRandom(9);
    for (const n of [1, 7, 8, 33, 512, 2047, 65_536, 300_001]) {
      const values = Float32Array.from({ length: n }, () => random.next());
      const exact = values.reduce((sum, value) => sum + value, 0) / n;
      expect(Math.abs(cascadeMean(values) / exact - 1), `n = ${n}`).toBeLessThan(2.5e-7);
    }
  });

  it('keeps sums exact that need no rounding, whatever the order', () => {
    for (const n of [31, 256, 4097, 100_000]) {
      const values = Float32Array.from({ length: n }, (_, i) => i % 8);
      const exact = values.reduce((sum, value) => sum + value, 0);
      expect(cascadeMean(values)).toBe(Math.fround(exact / n));
    }
  });
});

describe('nestAbsmax', () => {
  it('recovers every absmax within 1 % of its group', () => {
    const random = createRandom(2);
    const absmax = Float32Array.from({ length: 1000 }, () => 0.04 + 0.03 * random.next());
    const nested = nestAbsmax(absmax);
    expect(nested.nestedAbsmax.length).toBe(4);
    for (const [b, value] of recoverAbsmax(nested).entries()) {
      const limit = 0.0072 * (nested.nestedAbsmax[b >> 8] ?? 0);
      expect(Math.abs(value - (absmax[b] ?? 0))).toBeLessThan(limit);
    }
  });

  it('takes the number of midpoints strictly below x as the code', () => {
    const value = fc.oneof(
      fc.float({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(...DYNAMIC_THRESHOLDS),
      fc.constantFrom(0, -0, 2 ** -149, -(2 ** -130), -1, 1),
    );
    const lengths = fc.constantFrom(1, 40, 256, 300);
    const differences = lengths.chain((length) => fc.array(value, { minLength: length, maxLength: length }));
    fc.assert(
      fc.property(differences, (values) => {
        const { qabsmax, nestedAbsmax } = nestAbsmax(Float32Array.from(values), 0);
        const expected = values.map((v, i) => {
          const divisor = Math.max(nestedAbsmax[i >> 8] ?? 0, Math.fround(1e-38));
          // A whole group is multiplied by the reciprocal, a short one divided.
          const x = (i | 255) < values.length ? v * Math.fround(1 / divisor) : v / divisor;
          return DYNAMIC_THRESHOLDS.filter((t) => t < Math.fround(x)).length;
        });
        expect(Array.from(qabsmax)).toEqual(expected);
      }),
    );
  });

  it('decodes a group without differences to the offset', () => {
    const nested = nestAbsmax(new Float32Array(300).fill(0.5));
    expect(nested.offset).toBe(0.5);
    expect(Array.from(recoverAbsmax(nested)).every((value) => value === 0.5)).toBe(true);
  });

  it("recovers with a checkpoint's own map", () => {
    const nested = { qabsmax: Uint8Array.of(1), nestedAbsmax: Float32Array.of(2), offset: 0.25 };
    expect(Array.from(recoverAbsmax(nested, Float32Array.of(0, 0.5)))).toEqual([1.25]);
  });
});
