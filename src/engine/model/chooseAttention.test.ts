import { describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import type { SubmitQueue } from '../gpu/submitQueue.ts';
import type { Precision } from '../types.ts';
import { chooseAttention } from './chooseAttention.ts';

/** An adapter that is asked for nothing but what it says of itself. */
function chooser(precision: Precision, gpu: { readonly software?: boolean; readonly workgroupBytes?: number } = {}) {
  const context = {
    description: { software: gpu.software ?? false },
    matrices: gpu.workgroupBytes !== undefined,
    device: { limits: { maxComputeWorkgroupStorageSize: gpu.workgroupBytes ?? 16_384 } },
  };
  return {
    gpu: context as unknown as GpuContext,
    queue: {} as SubmitQueue,
    precision,
    shape: { heads: 2, kvHeads: 1, headDim: 64 },
  };
}

describe('the kernels of attention', () => {
  test('a new run: rows on software, tiles in f32', async () => {
    expect(await chooseAttention(chooser('f32', { software: true }), {}, false)).toBe('rows');
    expect(await chooseAttention(chooser('f32'), {}, false)).toBe('block');
  });

  test('f16 without subgroup matrices, or with too little workgroup memory for them: tiles', async () => {
    expect(await chooseAttention(chooser('f16'), {}, false)).toBe('block');
    expect(await chooseAttention(chooser('f16', { workgroupBytes: 32_768 }), {}, false)).toBe('block');
  });

  test('a checkpoint keeps what it names', async () => {
    for (const attention of ['rows', 'block'])
      expect(await chooseAttention(chooser('f16', { workgroupBytes: 49_152 }), { attention }, true)).toBe(attention);
  });

  test('a checkpoint that names what is gone, or what this adapter has not, is refused', async () => {
    await expect(chooseAttention(chooser('f32'), { attention: 'cubes' }, true)).rejects.toThrow('"cubes"');
    await expect(chooseAttention(chooser('f32'), {}, true)).rejects.toThrow('"tile"');
    await expect(chooseAttention(chooser('f16'), { attention: 'matrix' }, true)).rejects.toThrow('subgroup matrices');
  });
});
