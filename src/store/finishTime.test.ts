import { expect, test } from 'vitest';
import { finishTime } from './finishTime.ts';

const measured = { batchTokens: 100, stepMs: [1000, 2000, 1500], lossMs: 500, loadMs: 0 };
const lengths = { longest: [], longestPrompt: 0, tokens: { train: 10_000, validation: 1000, test: 2000 } };
const plan = { rows: 200, steps: 60, stepsPerPass: 20 };

test('trained tokens at the pace of a step, measured ones at the pace of a loss', () => {
  // Three passes of 10,000 tokens, three validations of 1,000, the test rows twice.
  const time = finishTime(measured, lengths, plan, { evalSteps: null, fewShot: 0 });
  expect(time?.ms).toBe(300 * 1500 + 70 * 500);
  expect(time?.fastestMs).toBe(300 * 1000 + 70 * 500);
  expect(time?.slowestMs).toBe(300 * 2000 + 70 * 500);
  expect(time?.tokensPerSec).toBeCloseTo(100 / 1.5);
});

test('more validations and a shorter run count for what they are', () => {
  expect(finishTime(measured, lengths, plan, { evalSteps: 10, fewShot: 0 })?.ms).toBe(300 * 1500 + 100 * 500);
  expect(finishTime(measured, lengths, { ...plan, steps: 10 }, { evalSteps: null, fewShot: 0 })?.ms).toBe(
    50 * 1500 + 50 * 500,
  );
});

test('test rows behind examples are longer by the examples', () => {
  const time = finishTime(measured, lengths, plan, { evalSteps: null, fewShot: 3 });
  expect(time?.ms).toBe(300 * 1500 + (70 + 4 * 20) * 500);
});

test('without a timed step there is no time', () => {
  expect(finishTime({ ...measured, stepMs: [] }, lengths, plan, { evalSteps: null, fewShot: 0 })).toBeNull();
});
