import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthBins } from './lengthBins.ts';

test('bins have one round width and hold every length once', () => {
  expect(lengthBins([0, 4, 5, 9, 10], 12)).toEqual([
    { low: 0, high: 5, count: 2 },
    { low: 5, high: 10, count: 2 },
    { low: 10, high: 15, count: 1 },
  ]);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40_000 })), fc.nat({ max: 40_000 }), (lengths, longest) => {
      const bins = lengthBins(lengths, longest);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(lengths.length);
      expect(bins.length).toBeLessThanOrEqual(16);
      expect(bins.at(-1)?.high).toBeGreaterThan(longest);
    }),
  );
});

test('the axis is that of all answers, also where none is counted', () => {
  expect(lengthBins([], 90).map(({ high }) => high)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
});
