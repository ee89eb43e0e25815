import { expect, test } from 'vitest';
import { bestTime } from './bestTime.ts';
import type { Program } from './program.ts';
import type { SubmitQueue } from './submitQueue.ts';

const queue = { idle: async () => {} } as SubmitQueue;

test('the shortest run counts, and there are two at least', async () => {
  const times = [9, 4, 7];
  let run = 0;
  const program = { timeAll: async () => times[run++ % 3] ?? null } as unknown as Program;
  expect(await bestTime(program, queue, { tokens: 0, rows: 0 }, { enoughMs: 0, now: () => 0 })).toBe(4);
  expect(run).toBe(2);
});

test('runs go on until they took long enough', async () => {
  let clock = 0;
  const program = {
    timeAll: async () => {
      clock += 10;
      return 100 - clock;
    },
  } as unknown as Program;
  expect(await bestTime(program, queue, { tokens: 0, rows: 0 }, { enoughMs: 45, now: () => clock })).toBe(50);
});

test('without timestamps the clock of the host is read around submit and wait', async () => {
  let clock = 0;
  const program = {
    timeAll: async () => null,
    run: async () => {
      clock += 3;
    },
  } as unknown as Program;
  const waits = {
    idle: async () => {
      clock += 5;
    },
  } as SubmitQueue;
  expect(await bestTime(program, waits, { tokens: 0, rows: 0 }, { enoughMs: 0, now: () => clock })).toBe(8);
});
