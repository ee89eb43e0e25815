import { expect, test } from 'vitest';
import { addSample, leftMs, rateOf, type TransferSample } from './transferRate.ts';

const follow = (...points: (readonly [seconds: number, bytes: number])[]) =>
  points.reduce<readonly TransferSample[]>(
    (samples, [seconds, bytes]) => addSample(samples, { atMs: seconds * 1000, bytes }),
    [],
  );

test('the rate is that of the last ten seconds, and unknown before two', () => {
  expect(rateOf(follow([0, 0], [1, 500]))).toBe(null);
  expect(rateOf(follow([0, 0], [1, 500], [2, 4000]))).toBe(2000);
  // Ten slow seconds are over: what counts are the fast ones since.
  expect(rateOf(follow([0, 0], [10, 100], [15, 5100], [20, 10_100]))).toBe(1000);
});

test('the time left follows from it; nothing coming leaves it open, and a file that begins anew forgets', () => {
  expect(leftMs(follow([0, 0], [2, 200]), 1200)).toBe(10_000);
  expect(leftMs(follow([0, 200], [4, 200]), 1200)).toBe(null);
  expect(leftMs([], 100)).toBe(null);
  expect(rateOf(follow([0, 0], [3, 900], [4, 100], [7, 400]))).toBe(100);
});
