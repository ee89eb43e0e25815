import { expect, test } from 'vitest';
import { plannedSteps } from './plannedSteps.ts';

const recipe = { batchSize: 2, gradientAccumulation: 5, epochs: 5, maxSteps: null };

test('a last smaller group is a step too', () => {
  expect(plannedSteps(2198, recipe)).toEqual({ perPass: 220, total: 5 * 220, passes: 5 });
  expect(plannedSteps(11, { ...recipe, epochs: 1 }).total).toBe(2);
});

test('a number of steps that was asked for wins over passes', () => {
  expect(plannedSteps(2198, { ...recipe, maxSteps: 55 })).toEqual({ perPass: 220, total: 55, passes: 0.25 });
});
