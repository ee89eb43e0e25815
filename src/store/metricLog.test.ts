import { expect, test } from 'vitest';
import type { StepRecord } from '../engine/types.ts';
import { createMetricLog } from './metricLog.ts';
import { recentSpeed, remainingMs } from './trainingPace.ts';

function step(index: number, loss: number): StepRecord {
  return {
    step: index,
    totalSteps: 1000,
    epoch: 0,
    loss,
    lr: 1e-4,
    gradNorm: 1,
    tokens: 100,
    supervisedTokens: 50,
    elapsedMs: index * 20,
    tokensPerSec: 5000,
  };
}

/** A clock that stands: readers are never woken. */
const stopped = { now: () => 0, later: () => {} };

test('keeps every step past its first capacity, in order', () => {
  const log = createMetricLog(stopped);
  for (let i = 1; i <= 700; i++) log.append(step(i, i / 10));
  expect(log.length).toBe(700);
  expect([...log.column('step')]).toEqual(Array.from({ length: 700 }, (_, i) => i + 1));
  expect(log.at(699)).toMatchObject({ step: 700, loss: 70 });
  expect(log.at(700)).toBeUndefined();
});

test('the first append wakes a reader at once, many more wake it once', () => {
  let wake: () => void = () => {};
  let ms = 1000;
  const waits: number[] = [];
  const log = createMetricLog({
    now: () => ms,
    later: (notify, wait) => {
      wake = notify;
      waits.push(wait);
    },
  });
  let woken = 0;
  const leave = log.subscribe(() => woken++);
  log.append(step(1, 1));
  expect([woken, log.version()]).toEqual([1, 1]);
  ms += 50;
  for (let i = 2; i <= 50; i++) log.append(step(i, 1));
  expect([woken, waits]).toEqual([1, [100]]);
  ms += 100;
  wake();
  expect([woken, log.version()]).toEqual([2, 2]);
  ms += 150;
  log.append(step(51, 1));
  expect([woken, waits.length]).toEqual([3, 1]);
  leave();
  ms += 1000;
  log.append(step(52, 1));
  expect(woken).toBe(3);
});

test('a log goes on from what was restored, whatever it held', () => {
  const log = createMetricLog(stopped);
  for (let i = 1; i <= 400; i++) log.append(step(i, 9));
  const validation = { step: 2, loss: 1, perplexity: Math.E, tokens: 3, rows: 1, best: true };
  log.restore([step(1, 3), step(2, 2)], [validation]);
  log.append(step(3, 1));
  expect([...log.column('loss')]).toEqual([3, 2, 1]);
  expect(log.validations).toEqual([validation]);
  expect(log.totalSteps).toBe(1000);
  log.restore([], []);
  expect([log.length, log.totalSteps]).toEqual([0, 0]);
});

test('the time left follows the pace of the last steps', () => {
  const log = createMetricLog(stopped);
  log.append(step(1, 1));
  expect(remainingMs(log)).toBeNull();
  log.append(step(2, 1));
  expect(remainingMs(log)).toBe(998 * 20);
});

test('speed is that of the last ten steps', () => {
  const log = createMetricLog(stopped);
  for (let i = 1; i <= 30; i++) log.append({ ...step(i, 1), tokens: i > 20 ? 200 : 100 });
  expect(recentSpeed(log)).toBeCloseTo(200 / 0.02, 9);
});
