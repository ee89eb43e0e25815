import { afterEach, describe, expect, test, vi } from 'vitest';
import { AbortedError, RunError } from '../../lib/errors.ts';
import type { GpuContext } from './device.ts';
import { createSubmitQueue } from './submitQueue.ts';

/** A GPU that is done with its oldest submit when `finish` is called, and whose clock stands still until it is told. */
function fakeGpu() {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const waiting: (() => void)[] = [];
  const state = { submitted: 0, mostInFlight: 0, reason: null as string | null };
  const queue = {
    submit() {
      state.submitted++;
    },
    onSubmittedWorkDone() {
      return new Promise<undefined>((resolve) => {
        waiting.push(() => resolve(undefined));
        state.mostInFlight = Math.max(state.mostInFlight, waiting.length);
      });
    },
  };
  const gpu = { device: { queue }, lostReason: () => state.reason } as unknown as GpuContext;
  const finish = async (tookMs = 50) => {
    nowMs += tookMs;
    waiting.shift()?.();
    // The queue's own callback and whoever waits for it.
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  return { queue: createSubmitQueue(gpu), state, finish };
}

const COMMANDS = {} as GPUCommandBuffer;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the submit queue', () => {
  test('lets three full submits be in flight, and the fourth wait for the first', async () => {
    const { queue, state, finish } = fakeGpu();
    const full = queue.submitFlops();
    for (let i = 0; i < 3; i++) await queue.submit(COMMANDS, full);
    const fourth = queue.submit(COMMANDS, full);
    await Promise.resolve();
    expect(state.submitted).toBe(3);
    await finish();
    await fourth;
    expect(state.submitted).toBe(4);
    expect(state.mostInFlight).toBe(3);
  });

  test('rests until something is submitted and once it is done', async () => {
    const { queue, finish } = fakeGpu();
    expect(queue.resting()).toBe(true);
    await queue.submit(COMMANDS, 1);
    expect(queue.resting()).toBe(false);
    await finish();
    expect(queue.resting()).toBe(true);
  });

  test('lets short submits queue up to as much work, and no more than sixteen', async () => {
    for (const [share, most] of [
      [0.5, 6],
      [0.001, 16],
    ] as const) {
      const { queue, state, finish } = fakeGpu();
      const flops = share * queue.submitFlops();
      for (let i = 0; i < most; i++) await queue.submit(COMMANDS, flops);
      const next = queue.submit(COMMANDS, flops);
      await Promise.resolve();
      expect(state.submitted).toBe(most);
      await finish(50 * share);
      await next;
      expect(state.submitted).toBe(most + 1);
    }
  });

  test('submits nothing once it was aborted', async () => {
    const { queue, state } = fakeGpu();
    await expect(queue.submit(COMMANDS, 1, AbortSignal.abort())).rejects.toBeInstanceOf(AbortedError);
    expect(state.submitted).toBe(0);
  });

  test('submits nothing when it is aborted while it waits for a place', async () => {
    const { queue, state, finish } = fakeGpu();
    const controller = new AbortController();
    const full = queue.submitFlops();
    for (let i = 0; i < 3; i++) await queue.submit(COMMANDS, full, controller.signal);
    const fourth = queue.submit(COMMANDS, full, controller.signal);
    controller.abort();
    await finish();
    await expect(fourth).rejects.toBeInstanceOf(AbortedError);
    expect(state.submitted).toBe(3);
  });

  test('says why the GPU was lost', async () => {
    const { queue, state } = fakeGpu();
    state.reason = 'driver reset';
    await expect(queue.submit(COMMANDS, 1)).rejects.toThrow(
      new RunError('The GPU was lost: driver reset', { reason: 'gpuLost' }),
    );
    expect(state.submitted).toBe(0);
  });

  test('leaves no rejection behind where the platform rejects the work of a lost device', async () => {
    const rejected = () => Promise.reject(new Error('device lost'));
    const queue = { submit() {}, onSubmittedWorkDone: rejected };
    const submits = createSubmitQueue({ device: { queue }, lostReason: () => null } as unknown as GpuContext);
    for (let i = 0; i < 5; i++) await submits.submit(COMMANDS, 1); // an unhandled rejection fails the suite
    await submits.idle();
  });

  test('is idle when the last submit is done', async () => {
    const { queue, finish } = fakeGpu();
    await queue.submit(COMMANDS, 1);
    let idle = false;
    const done = queue.idle().then(() => {
      idle = true;
    });
    await finish();
    expect(idle).toBe(false);
    await finish();
    await done;
  });
});

describe('the work of one submit', () => {
  test('grows on a fast GPU until it takes 50 ms', async () => {
    const { queue, finish } = fakeGpu();
    const flopsPerMs = 5e8;
    for (let i = 0; i < 40; i++) {
      const flops = queue.submitFlops();
      await queue.submit(COMMANDS, flops);
      await finish(flops / flopsPerMs);
    }
    expect(queue.submitFlops() / flopsPerMs).toBeGreaterThan(45);
    expect(queue.submitFlops() / flopsPerMs).toBeLessThan(55);
  });

  test('shrinks on a slow one', async () => {
    const { queue, finish } = fakeGpu();
    const before = queue.submitFlops();
    await queue.submit(COMMANDS, before);
    await finish(500);
    expect(queue.submitFlops()).toBeLessThan(before);
  });

  test('does not double for one lucky measurement', async () => {
    const { queue, finish } = fakeGpu();
    const before = queue.submitFlops();
    await queue.submit(COMMANDS, before);
    await finish(1e-6);
    expect(queue.submitFlops()).toBeLessThan(2 * before);
  });

  test('is not learnt from small submits, which measure latency', async () => {
    const { queue, finish } = fakeGpu();
    const before = queue.submitFlops();
    await queue.submit(COMMANDS, before / 100);
    await finish(20);
    expect(queue.submitFlops()).toBe(before);
  });

  test('counts a submit from the end of the one before', async () => {
    const { queue, finish } = fakeGpu();
    const flops = queue.submitFlops();
    await queue.submit(COMMANDS, flops);
    await queue.submit(COMMANDS, flops);
    await finish(50);
    await finish(50);
    expect(queue.submitFlops()).toBeCloseTo(flops, 0);
  });
});
