import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tinyRows } from '../testing/tinyModel.ts';
import { capacityFor, countSteps, epochGroups } from './batches.ts';

const settings = { batchSize: 2, gradientAccumulation: 5, seed: 42, epochs: 5, maxSteps: null };

test('steps per epoch round up at the micro-batch and at the group, as in transformers 5', () => {
  expect(countSteps(2200, settings)).toEqual({ perEpoch: 220, total: 1100 });
  expect(countSteps(2197, settings)).toEqual({ perEpoch: 220, total: 1100 });
  expect(countSteps(3, settings)).toEqual({ perEpoch: 1, total: 5 });
  expect(countSteps(2200, { ...settings, maxSteps: 7 }).total).toBe(7);
});

test('an epoch holds every row once, in groups that never cross it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 6 }),
      (rows, batchSize, gradientAccumulation) => {
        const groups = epochGroups(rows, { batchSize, gradientAccumulation, seed: 1 }, 0);
        expect(groups.flat(2).sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
        expect(groups).toHaveLength(countSteps(rows, { ...settings, batchSize, gradientAccumulation }).perEpoch);
        for (const group of groups.slice(0, -1))
          expect(group.map((micro) => micro.length)).toEqual(Array(gradientAccumulation).fill(batchSize));
      },
    ),
  );
});

test('the order depends on seed and epoch, and on nothing else', () => {
  const order = (seed: number, epoch: number) =>
    epochGroups(30, { ...settings, seed }, epoch)
      .flat(2)
      .join();
  expect(order(1, 0)).toBe(order(1, 0));
  expect(new Set([order(1, 0), order(1, 1), order(2, 0)]).size).toBe(3);
});

test('capacity is the longest rows together', () => {
  expect(capacityFor(tinyRows(7), 2)).toBe(15 + 14);
  expect(capacityFor([], 2)).toBe(1);
});
