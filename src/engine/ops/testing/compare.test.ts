import { describe, expect, test } from 'vitest';
import { complaint, deviationOf } from './compare.ts';
import { F32_TOLERANCE, poison } from './opCase.ts';

function complaintOf(got: Float32Array<ArrayBuffer>, expected: Float64Array, before = poison(got.length)) {
  return complaint('case: y', deviationOf(got, expected, before), { got, expected, before }, F32_TOLERANCE);
}

const EXPECTED = Float64Array.of(100, -3, 0.5, 1);

describe('the comparison of an op case', () => {
  test('accepts the rounding of f32', () => {
    expect(complaintOf(Float32Array.of(100.00001, -3, 0.5, 1), EXPECTED)).toBeNull();
  });

  test('shows the worst element', () => {
    const text = complaintOf(Float32Array.of(100, -3, 0.75, 1.0625), EXPECTED);
    expect(text?.split('\n')).toEqual([
      'case: y differs from the reference',
      '  NMSE        6.63e-6   limit 1e-11',
      '  max |a-e|   2.50e-3 of max |e|   limit 0.00002',
      '  worst at    2 of 4',
      '  got         0.75',
      '  expected    0.5',
    ]);
  });

  test('sees one bad element among many good ones, which the NMSE alone would not', () => {
    const expected = new Float64Array(1_000_000).fill(1);
    const got = Float32Array.from(expected);
    got[777_777] += 3e-4;
    expect(deviationOf(got, expected, got).nmse).toBeLessThan(F32_TOLERANCE.nmse);
    expect(complaintOf(got, expected)).toContain('worst at    777777');
  });

  test('refuses any deviation where all is expected to be 0', () => {
    expect(complaintOf(Float32Array.of(0, 0), new Float64Array(2))).toBeNull();
    expect(complaintOf(Float32Array.of(0, 1e-20), new Float64Array(2))).toContain('Infinity');
  });

  test('names an element that was never written, and one that is NaN', () => {
    const got = poison(4);
    got.set([100, -3]);
    expect(complaintOf(got, EXPECTED)).toContain('worst at    2 of 4\n  got         never written');
    expect(complaintOf(Float32Array.of(100, Number.NaN, 0.5, 1), EXPECTED)).toContain(
      'worst at    1 of 4\n  got         NaN',
    );
  });

  test('names an element that must not change and did', () => {
    const expected = Float64Array.of(100, Number.NaN);
    expect(complaintOf(Float32Array.of(100, 7), expected, Float32Array.of(0, 7))).toBeNull();
    const text = complaintOf(Float32Array.of(100, 8), expected, Float32Array.of(0, 7));
    expect(text).toContain('worst at    1 of 2\n  got         8\n  expected    unchanged (7)');
  });

  test('compares integers exactly', () => {
    const before = new Uint32Array(2);
    const expected = Float64Array.of(4_000_000_000, 3);
    expect(deviationOf(Uint32Array.of(4_000_000_000, 3), expected, before).spoiled).toBe(-1);
    expect(deviationOf(Uint32Array.of(4_000_000_001, 3), expected, before).spoiled).toBe(0);
  });
});
