import { beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { RunError } from '../../lib/errors.ts';
import { persistentBuffer, slice, transientBuffer } from './buffers.ts';
import { type GpuContext, openGpu } from './device.ts';
import { allocateMemory, type MemoryLayout } from './memory.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});

function layoutOf(parts: Partial<MemoryLayout>): MemoryLayout {
  return { plan: { totalBytes: 12345, items: [] }, persistent: [], slabBytes: [], placements: new Map(), ...parts };
}

test('resolves persistent buffers to their own memory and transient ones to their place in a slab', async () => {
  const weights = persistentBuffer('weights', 1024);
  const x = transientBuffer('x', 512);
  const placements = new Map([[x, { slab: 1, offsetBytes: 768 }]]);
  const layout = layoutOf({ persistent: [weights], slabBytes: [256, 2048], placements });
  const memory = await allocateMemory(gpu.device, layout);
  expect(memory.binding(slice(weights, 64, 8))).toEqual({ buffer: memory.buffer(weights), offset: 256, size: 32 });
  const { buffer, offset, size } = memory.binding(slice(x, 64, 64));
  expect([buffer.label, buffer.size, offset, size]).toEqual(['slab 2', 2048, 1024, 256]);
  expect([memory.owns(weights), memory.owns(persistentBuffer('weights', 1024))]).toEqual([true, false]);
  memory.destroy();
});

test('knows no buffer that was not laid out', async () => {
  const memory = await allocateMemory(gpu.device, layoutOf({}));
  expect(() => memory.buffer(persistentBuffer('weights', 4))).toThrow('weights is not in the memory plan');
  expect(() => memory.binding(slice(transientBuffer('x', 4)))).toThrow('x has no place in the arena');
});

test('says how much the GPU could not provide, and what to do', async () => {
  const tooLarge = layoutOf({ slabBytes: [2 * gpu.device.limits.maxBufferSize] });
  const failure = allocateMemory(gpu.device, tooLarge);
  await expect(failure).rejects.toBeInstanceOf(RunError);
  await expect(failure).rejects.toThrow(/^The GPU could not provide 12345 bytes: .*Use a shorter maximum length/s);
});
