import { expect, test } from 'vitest';
import { lossSeries } from './lossSeries.ts';

const series = (losses: readonly number[], most: number) =>
  lossSeries({ steps: losses.map((_, i) => i + 1), losses }, most);

test('the smoothed loss of a constant is that constant from the first step on', () => {
  for (const point of series([3, 3, 3, 3, 3], 100)) expect(point.smooth).toBeCloseTo(3, 12);
});

test('a thinned series keeps a spike and ends at the last step', () => {
  const points = series(
    Array.from({ length: 1000 }, (_, i) => (i === 504 ? 9 : 2)),
    100,
  );
  expect(points.length).toBeLessThanOrEqual(100);
  expect(points.at(-1)?.step).toBe(1000);
  expect(points.filter((point) => point.loss === 9)).toHaveLength(1);
});

test('a loss that is no number leaves a gap of its own and nothing in the smoothed line', () => {
  const points = series([2, Number.NaN, 2], 100);
  expect(points.map(({ loss }) => loss)).toEqual([2, Number.NaN, 2]);
  for (const point of points) expect(point.smooth).toBeCloseTo(2, 12);
});
