import { describe, expect, it } from 'vitest';
import { CONFIDENCE, compareModels, compareOutside, pairRows, RESAMPLES } from './comparison.ts';

const rows = (...differences: readonly number[]) =>
  differences.map((d) => ({ base: 20, tuned: 20 + 10 * d, tokens: 10 }));

describe('compareModels', () => {
  it('calls a change one only when the interval leaves zero out', () => {
    expect(compareModels(rows(-1, -1.2, -0.8, -1.1, -0.9), 1).change).toBe('fell');
    expect(compareModels(rows(1, 1.2, 0.8, 1.1, 0.9), 1).change).toBe('rose');
    expect(compareModels(rows(1, -1, 0.5, -0.6, 0.1), 1).change).toBe('none');
    expect(compareModels(rows(0, 0, 0), 1).change).toBe('none');
    expect(compareModels(rows(-1), 1).change).toBe('none');
  });

  it('counts rows won, lost and tied, and leaves out rows without an answer', () => {
    const comparison = compareModels([...rows(-1, -1, 0, 2), { base: 0, tuned: 0, tokens: 0 }], 1);
    expect(comparison).toMatchObject({ wins: 2, losses: 1, ties: 1, rows: 4, tokens: 40 });
    expect(comparison).toMatchObject({ resamples: RESAMPLES, confidence: CONFIDENCE, seed: 1 });
    expect(RESAMPLES).toBeGreaterThanOrEqual(2000);
  });

  it('agrees with the token-weighted losses', () => {
    const comparison = compareModels(rows(-1, -0.5), 1);
    expect(comparison.base.value).toBeCloseTo(2, 12);
    expect(comparison.tuned.value).toBeCloseTo(1.25, 12);
    expect(comparison.difference.value).toBeCloseTo(-0.75, 12);
  });
});

describe('pairRows', () => {
  it('joins the losses of both models row by row', () => {
    expect(pairRows([{ lossSum: 3, tokens: 2 }], [{ lossSum: 1, tokens: 2 }])).toEqual([
      { base: 3, tuned: 1, tokens: 2 },
    ]);
  });

  it('refuses losses of other rows', () => {
    expect(() => pairRows([{ lossSum: 3, tokens: 2 }], [])).toThrow('1 base rows, 0 tuned rows');
    expect(() => pairRows([{ lossSum: 3, tokens: 2 }], [{ lossSum: 1, tokens: 3 }])).toThrow(
      'row 0 has 2 and 3 tokens',
    );
  });
});

describe('compareOutside', () => {
  const base = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5)];
  const tuned = [Float32Array.of(0, 1, 3), Float32Array.of(2, 5)];

  it('measures the tokens that are not marked', () => {
    const marks = [Uint8Array.of(1, 0, 0), Uint8Array.of(0, 0)];
    const outside = compareOutside(base, tuned, marks, 1);
    expect(outside).toMatchObject({ rowsWith: 1, leftOut: 1, share: 0.2 });
    expect(outside.comparison).toMatchObject({ rows: 2, tokens: 4 });
    expect(outside.comparison?.base.value).toBeCloseTo(14 / 4, 12);
    expect(outside.comparison?.tuned.value).toBeCloseTo(11 / 4, 12);
  });

  it('passes over rows that are marked whole, and says so when nothing is left', () => {
    const first = compareOutside(base, tuned, [Uint8Array.of(1, 1, 1), Uint8Array.of(0, 1)], 1);
    expect(first.comparison).toMatchObject({ rows: 1, tokens: 1 });
    const none = compareOutside(base, tuned, [Uint8Array.of(1, 1, 1), Uint8Array.of(1, 1)], 1);
    expect(none).toEqual({ rowsWith: 2, leftOut: 5, share: 1, comparison: null });
  });
});
