import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linePath, spreadLabels } from './linePath.ts';

test('a path goes through its points', () => {
  expect(
    linePath(
      [
        [0, 1],
        [2, 3.04],
      ],
      ([x]) => x ?? 0,
      ([, y]) => y ?? 0,
    ),
  ).toBe('M0.0,1.0L2.0,3.0');
  expect(linePath([], Number, Number)).toBe('');
  expect(
    linePath(
      [1, 2, Number.NaN, 3, 4],
      (x) => x,
      (x) => x,
    ),
  ).toBe('M1.0,1.0L2.0,2.0M3.0,3.0L4.0,4.0');
});

test('labels keep their order and their distance, and stay above the bottom', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 270, noNaN: true }), { maxLength: 4 }), (ys) => {
      const spread = spreadLabels(
        ys.map((y, name) => ({ y, name })),
        16,
        276,
      ).map(({ y }) => y);
      for (let i = 1; i < spread.length; i++) {
        expect((spread[i] as number) - (spread[i - 1] as number)).toBeGreaterThanOrEqual(16 - 1e-9);
      }
      for (const y of spread) expect(y).toBeLessThanOrEqual(276);
    }),
  );
});
