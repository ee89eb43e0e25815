import { expect, test } from 'vitest';
import { lossScale } from './lossScale.ts';

const size = { width: 600, height: 300, kind: 'step' } as const;

test.each([false, true])('steps and losses lie within the plot, and a place leads back to its step; log: %s', (log) => {
  const scale = lossScale({ ...size, end: 100, losses: [1.2, 5.3], log });
  const { plot } = scale;
  expect(scale.x(0)).toBe(plot.left);
  expect(scale.x(100)).toBe(plot.right);
  expect(scale.y(5.3)).toBeGreaterThanOrEqual(plot.top);
  expect(scale.y(1.2)).toBeLessThanOrEqual(plot.bottom);
  for (const tick of scale.yTicks) expect(scale.y(tick)).toBeLessThanOrEqual(plot.bottom + 1e-9);
  for (const step of [1, 37, 100]) expect(scale.valueAt(scale.x(step))).toBeCloseTo(step, 9);
  expect([scale.valueAt(-50), scale.valueAt(9999)]).toEqual([0, 100]);
});

test('on a log axis equal factors are equal distances, and 0 lies on the ground', () => {
  const { y, plot } = lossScale({ ...size, end: 100, losses: [0.01, 5], log: true });
  expect(y(0.1) - y(1)).toBeCloseTo(y(0.02) - y(0.2), 9);
  expect(y(0)).toBe(plot.bottom);
});

test('ticks of the steps are round and few', () => {
  expect(lossScale({ ...size, end: 100, losses: [1.2, 5.3] }).xTicks).toEqual([0, 20, 40, 60, 80, 100]);
  expect(lossScale({ ...size, width: 300, end: 5000, losses: null }).xTicks).toEqual([0, 5000]);
  expect(lossScale({ ...size, end: 1, losses: null }).xTicks).toEqual([0, 1]);
});
