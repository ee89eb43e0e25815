import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundTicks } from './ticks.ts';

test('ticks are round and lie close around the values', () => {
  expect(roundTicks(1.2, 5.3)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(roundTicks(2.31, 2.52)).toEqual([2.3, 2.35, 2.4, 2.45, 2.5, 2.55]);
});

test('any range is covered by a handful of ascending ticks', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0, max: 20, noNaN: true }), (a, b) => {
      const [lowest, highest] = [Math.min(a, b), Math.max(a, b)];
      const ticks = roundTicks(lowest, highest);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(ticks[0]).toBeLessThanOrEqual(lowest + 1e-9);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest - 1e-9);
      expect([...ticks].sort((x, y) => x - y)).toEqual(ticks);
    }),
  );
});
