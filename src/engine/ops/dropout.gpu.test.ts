import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { type DropoutKey, dropoutMaskRef } from './dropout.ref.ts';
import { agreement, keptShare, maskOf, masksOfKernels } from './testing/dropoutMasks.ts';
import { openOpGpu } from './testing/opGpu.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

const KEY: DropoutKey = { seed: 42, step: 7, microStep: 3, stream: 26 };

test('forward, recomputed forward, dA and dx use one mask, that of the reference', async () => {
  const masks = await masksOfKernels(gpu, KEY);
  const reference = Float32Array.from(dropoutMaskRef(KEY, 0.1, 64 * 64));
  expect(masks.forward).toEqual(reference);
  expect(masks.dA).toEqual(reference);
  expect(masks.dx).toEqual(reference);
  expect((await masksOfKernels(gpu, KEY)).forward).toEqual(reference);
});

test('the capacity of the plan does not change the mask', async () => {
  expect(await masksOfKernels(gpu, KEY, 300)).toEqual(await masksOfKernels(gpu, KEY));
});

describe('another mask', () => {
  for (const [what, change] of [
    ['module (v_proj, not q_proj)', { stream: KEY.stream + 2 }],
    ['layer', { stream: KEY.stream + 8 }],
    ['optimizer step', { step: KEY.step + 1 }],
    ['micro-step', { microStep: KEY.microStep + 1 }],
    ['seed', { seed: KEY.seed + 1 }],
    ['key with micro-step and stream in each other’s place', { microStep: KEY.stream, stream: KEY.microStep }],
    ['key with seed and step in each other’s place', { seed: KEY.step, step: KEY.seed }],
  ] as const) {
    test(`for another ${what}`, async () => {
      const a = await maskOf(gpu, KEY, 100, 1000);
      const b = await maskOf(gpu, { ...KEY, ...change }, 100, 1000);
      // 100,000 elements: standard deviation 0.0012.
      expect(Math.abs(agreement(a, b) - 0.82)).toBeLessThan(0.006);
    });
  }
});

describe('one million elements', () => {
  const tokens = 1000;
  const width = 1000;
  let mask: Float32Array;
  beforeAll(async () => {
    mask = await maskOf(gpu, { seed: 1, step: 2, microStep: 0, stream: 0 }, tokens, width);
  });

  test('are 0 or 1/0.9', () => {
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.9)]));
  });

  test('are kept with probability 0.9 +- 0.002', () => {
    expect(Math.abs(keptShare(mask) - 0.9)).toBeLessThan(0.002);
  });

  test('are kept so in every row and every column', () => {
    // Of 2000 shares of 1000 elements (standard deviation 0.0095) the largest deviation lies near 3.5 of them.
    for (let i = 0; i < 1000; i++) {
      expect(Math.abs(keptShare(mask, i * width, width) - 0.9)).toBeLessThan(0.05);
      expect(Math.abs(keptShare(mask, i, tokens, width) - 0.9)).toBeLessThan(0.05);
    }
  });

  test('do not know of their neighbours', () => {
    for (const lag of [1, 2, 4, 64, width, 2 ** 16]) {
      expect(Math.abs(agreement(mask, mask, lag) - 0.82), `lag ${lag}`).toBeLessThan(0.002);
    }
  });
});
