import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linePath, lossScale, spreadLabels } from './lossScale.ts';

const scale = lossScale({ width: 600, height: 300, totalSteps: 100, losses: [1.2, 5.3] });

test('steps and losses lie within the plot, and a place leads back to its step', () => {
  const { plot } = scale;
  expect(scale.x(0)).toBe(plot.left);
  expect(scale.x(100)).toBe(plot.right);
  expect(scale.y(5.3)).toBeGreaterThanOrEqual(plot.top);
  expect(scale.y(1.2)).toBeLessThanOrEqual(plot.bottom);
  for (const step of [1, 37, 100]) expect(scale.stepAt(scale.x(step))).toBe(step);
  expect([scale.stepAt(-50), scale.stepAt(9999)]).toEqual([1, 100]);
});

test('ticks of the steps are round and few', () => {
  expect(scale.xTicks).toEqual([0, 20, 40, 60, 80, 100]);
  expect(lossScale({ width: 300, height: 300, totalSteps: 5000, losses: null }).xTicks).toEqual([0, 5000]);
  expect(lossScale({ width: 600, height: 300, totalSteps: 1, losses: null }).xTicks).toEqual([0, 1]);
});

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
