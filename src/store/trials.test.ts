import { expect, test } from 'vitest';
import { otherRate } from './trials.ts';

test('the second rate is ten times the first, and stays within what trains', () => {
  expect([1e-4, 5e-5, 1e-3, 2e-3, 0.01].map(otherRate)).toEqual([1e-3, 5e-4, 0.01, 2e-4, 1e-3]);
});
