import { expect, test } from 'vitest';
import type { StepRecord } from '../engine/types.ts';
import { lossSeries, recentSpeed, remainingMs } from './lossSeries.ts';
import { createMetricLog } from './metricLog.ts';

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

test('keeps every step past its first capacity, in order', () => {
  const log = createMetricLog(() => {});
  for (let i = 1; i <= 700; i++) log.append(step(i, i / 10));
  expect(log.length).toBe(700);
  expect([...log.column('step')]).toEqual(Array.from({ length: 700 }, (_, i) => i + 1));
  expect(log.at(699)).toMatchObject({ step: 700, loss: 70 });
  expect(log.at(700)).toBeUndefined();
});

test('many appends wake a reader once per notification', () => {
  let wake: () => void = () => {};
  const log = createMetricLog((notify) => {
    wake = notify;
  });
  let woken = 0;
  const leave = log.subscribe(() => woken++);
  for (let i = 1; i <= 50; i++) log.append(step(i, 1));
  expect([woken, log.version()]).toEqual([0, 0]);
  wake();
  expect([woken, log.version()]).toEqual([1, 1]);
  leave();
  log.append(step(51, 1));
  wake();
  expect(woken).toBe(1);
});

test('the smoothed loss of a constant is that constant from the first step on', () => {
  const log = createMetricLog(() => {});
  for (let i = 1; i <= 5; i++) log.append(step(i, 3));
  for (const point of lossSeries(log, 100)) expect(point.smooth).toBeCloseTo(3, 12);
});

test('a thinned series keeps a spike and ends at the last step', () => {
  const log = createMetricLog(() => {});
  for (let i = 1; i <= 1000; i++) log.append(step(i, i === 505 ? 9 : 2));
  const points = lossSeries(log, 100);
  expect(points.length).toBeLessThanOrEqual(100);
  expect(points.at(-1)?.step).toBe(1000);
  expect(points.filter((point) => point.loss === 9)).toHaveLength(1);
});

test('the time left follows the pace of the last steps', () => {
  const log = createMetricLog(() => {});
  log.append(step(1, 1));
  expect(remainingMs(log)).toBeNull();
  log.append(step(2, 1));
  expect(remainingMs(log)).toBe(998 * 20);
});

test('speed is that of the last ten steps', () => {
  const log = createMetricLog(() => {});
  for (let i = 1; i <= 30; i++) log.append({ ...step(i, 1), tokens: i > 20 ? 200 : 100 });
  expect(recentSpeed(log)).toBeCloseTo(200 / 0.02, 9);
});
