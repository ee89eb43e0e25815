import { expect, test } from 'vitest';
import { createPacer } from './pacing.ts';

test('a long loop lets timers in and stops when the signal is raised', async () => {
  const controller = new AbortController();
  let timers = 0;
  setTimeout(() => {
    timers++;
    controller.abort();
  });
  const breathe = createPacer(controller.signal, 0);
  const loop = async () => {
    for (;;) await breathe();
  };
  await expect(loop()).rejects.toThrow('Stopped.');
  expect(timers).toBe(1);
});

test('a signal that was raised before stops at once, and a short loop never waits', async () => {
  expect(() => createPacer(AbortSignal.abort())).toThrow('Stopped.');
  let timer = false;
  setTimeout(() => {
    timer = true;
  });
  const breathe = createPacer(undefined, 10_000);
  for (let i = 0; i < 100; i++) await breathe();
  expect(timer).toBe(false);
});
