import { expect, test, vi } from 'vitest';
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

test('where the platform has a scheduler, the loop goes on behind all other work', async () => {
  const priorities: string[] = [];
  vi.stubGlobal('scheduler', {
    postTask: async (task: () => void, { priority }: { priority: string }) => {
      priorities.push(priority);
      task();
    },
  });
  try {
    const breathe = createPacer(undefined, 0);
    await breathe();
    await breathe();
    expect(priorities).toEqual(['background', 'background']);
  } finally {
    vi.unstubAllGlobals();
  }
});
