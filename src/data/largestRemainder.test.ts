import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestRemainder } from './largestRemainder.ts';

test.each([
  [2748, [80, 10, 10], [2198, 275, 275]],
  [2747, [80, 10, 10], [2197, 275, 275]],
  [10, [80, 10, 10], [8, 1, 1]],
  [66, [80, 10, 10], [53, 7, 6]],
  [5, [1, 1, 0], [3, 2, 0]],
  [0, [80, 10, 10], [0, 0, 0]],
])('%i by %j', (total, weights, counts) => {
  expect(largestRemainder(total, weights)).toEqual(counts);
});

test('counts add up and are each less than one from their share', () => {
  const weights = fc
    .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 6 })
    .filter((list) => list.some((w) => w > 0));
  fc.assert(
    fc.property(fc.nat(100_000), weights, (total, list) => {
      const counts = largestRemainder(total, list);
      const sum = list.reduce((a, b) => a + b, 0);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
      for (const [i, count] of counts.entries())
        expect(Math.abs(count - (total * (list[i] as number)) / sum)).toBeLessThan(1);
    }),
  );
});
