import { beforeAll, describe, expect, test } from 'vitest';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { AbortedError } from '../../lib/errors.ts';
import { persistentBuffer } from './buffers.ts';
import { type GpuContext, openGpu } from './device.ts';
import { createPlan } from './plan.ts';
import { createSubmitQueue, type SubmitQueue } from './submitQueue.ts';
import { affineKernel, probeKernel } from './testing/kernels.ts';
import { bindPlan } from './testing/runPlan.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});

/** y = 2 (2 (… (x + tokens) …) + tokens + 4) + tokens + 5 through five transient buffers, each dispatch with its own args. */
function chain() {
  const plan = createPlan('chain');
  const x = persistentBuffer('x', 256);
  const y = persistentBuffer('y', 256);
  const links = [x, ...Array.from({ length: 5 }, (_, i) => plan.transient(`link ${i}`, 64)), y];
  for (let i = 0; i + 1 < links.length; i++) {
    const request = { kernel: affineKernel(2), buffers: [links[i], links[i + 1]], args: [i] };
    plan.dispatch({ ...request, grid: () => [1, 1, 1], flops: () => 10 });
  }
  const expected = (value: number, tokens: number) => links.slice(1).reduce((sum, _, i) => 2 * sum + i + tokens, value);
  return { plan, x, y, expected };
}

/** A real queue that counts its submits and lets one carry `flops`. */
function countingQueue(flops: number): SubmitQueue & { submits(): number } {
  const queue = createSubmitQueue(gpu);
  let count = 0;
  return {
    ...queue,
    submitFlops: () => flops,
    submits: () => count,
    submit: async (commands, work, signal) => {
      await queue.submit(commands, work, signal);
      count++;
    },
  };
}

const VALUES = Array.from({ length: 64 }, (_, i) => i * i);

describe('a program', () => {
  test('hands values on through slabs, with the args of each dispatch and the frame of each run', async () => {
    const { plan, x, y, expected } = chain();
    const bound = await bindPlan(gpu, plan);
    expect(bound.memory.layout.slabBytes).toEqual([256, 256]);
    bound.write(x, VALUES);
    for (const tokens of [3, 1000]) {
      await bound.run({ tokens });
      expect(await bound.read(y, 64)).toEqual(VALUES.map((value) => expected(value, tokens)));
    }
    await bound.close();
  });

  test('gives the same in many submits as in one', async () => {
    const { plan, x, y, expected } = chain();
    for (const [flops, submits] of [
      [1000, 1],
      [20, 3],
      [1, 6],
    ] as const) {
      const queue = countingQueue(flops);
      const bound = await bindPlan(gpu, plan, queue);
      bound.write(x, VALUES);
      await bound.run({ tokens: 5 });
      expect(await bound.read(y, 64)).toEqual(VALUES.map((value) => expected(value, 5)));
      expect(queue.submits()).toBe(submits);
      await bound.close();
    }
  });

  test('skips a dispatch whose grid has a zero, and sees the grid change with the sizes', async () => {
    const plan = createPlan('grids');
    const y = persistentBuffer('y', 256);
    const count = probeKernel('y[workgroup.x] = 7u;');
    plan.dispatch({ kernel: count, buffers: [y], grid: ({ rows }) => [rows, 1, 1] });
    const bound = await bindPlan(gpu, plan);
    await bound.run({ rows: 0 });
    expect(await bound.read(y, 4)).toEqual([0, 0, 0, 0]);
    // Nobody compiled it: that waits for the first run that needs it.
    expect(bound.pipelines.has(count)).toBe(false);
    await bound.run({ rows: 3 });
    expect(await bound.read(y, 4)).toEqual([7, 7, 7, 0]);
    expect(bound.pipelines.has(count)).toBe(true);
    await bound.close();
  });

  test('stops between two submits when it is aborted', async () => {
    const { plan, x, y } = chain();
    const controller = new AbortController();
    const queue = countingQueue(1);
    const submit = queue.submit;
    queue.submit = async (commands, work, signal) => {
      if (queue.submits() === 3) controller.abort();
      await submit(commands, work, signal);
    };
    const bound = await bindPlan(gpu, plan, queue);
    bound.write(x, VALUES);
    await expect(bound.run({ tokens: 1 }, controller.signal)).rejects.toBeInstanceOf(AbortedError);
    expect(queue.submits()).toBe(3);
    expect(await bound.read(y, 64)).toEqual(new Array(64).fill(0));
    await bound.close();
  });
});

test('the linear index of a folded grid counts every invocation once', async () => {
  const plan = createPlan('linear');
  const y = persistentBuffer('y', 7 * 3 * 256 * 4);
  const kernel = probeKernel('let i = linearIndex(workgroup, groups, lane); y[i] += i + 1u;', [linearSource]);
  plan.dispatch({ kernel, buffers: [y], grid: () => [7, 3, 1] });
  const bound = await bindPlan(gpu, plan);
  await bound.run();
  expect(await bound.read(y, 7 * 3 * 256)).toEqual(Array.from({ length: 7 * 3 * 256 }, (_, i) => i + 1));
  await bound.close();
});
