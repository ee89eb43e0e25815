import { beforeAll, expect, test } from 'vitest';
import { openNullGpu } from '../../../tools/testing/gpu.ts';
import { RunError } from '../../lib/errors.ts';
import { type GpuContext, openGpu } from './device.ts';
import { specialise } from './kernel.ts';
import { createPipelineCache } from './pipelines.ts';
import { affineKernel, probeKernel } from './testing/kernels.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openNullGpu(), { defaultLimits: true });
});

test('compiles each kernel once, and tells how far it is', async () => {
  const pipelines = createPipelineCache(gpu.device);
  const progress: number[][] = [];
  await pipelines.compile([affineKernel(2), affineKernel(3), affineKernel(2)], (...step) => progress.push(step));
  expect(progress).toEqual([
    [1, 2],
    [2, 2],
  ]);
  const first = pipelines.get(affineKernel(2));
  await pipelines.compile([affineKernel(2), affineKernel(4)], (...step) => progress.push(step));
  expect(progress[2]).toEqual([1, 1]);
  expect(pipelines.get(affineKernel(2))).toBe(first);
});

test('shares one layout among kernels with the same accesses', () => {
  const pipelines = createPipelineCache(gpu.device);
  expect(pipelines.layout(['read', 'write'])).toBe(pipelines.layout(['read', 'write']));
  expect(pipelines.layout(['read', 'write'])).not.toBe(pipelines.layout(['write', 'read']));
});

test('names the kernel, the line and the reason when one does not compile', async () => {
  const pipelines = createPipelineCache(gpu.device);
  const broken = probeKernel('y[0] = missing;');
  // Dawn would print the error as well.
  gpu.device.pushErrorScope('validation');
  const failure = pipelines.compile([affineKernel(), broken]);
  await expect(failure).rejects.toBeInstanceOf(RunError);
  await expect(failure).rejects.toThrow(
    /GPU program probe did not compile on this adapter.*line \d+: unresolved value 'missing'/,
  );
  expect(await gpu.device.popErrorScope()).not.toBeNull();
});

test('names the kernel that needs more than the adapter grants', async () => {
  const pipelines = createPipelineCache(gpu.device);
  const source = `var<workgroup> tile: array<f32, 5000>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(1) fn main() { y[0] = tile[u32(y[1])]; }`;
  const hungry = specialise({ name: 'hungry', source, libs: [], access: ['write'] }, {});
  await expect(pipelines.compile([hungry])).rejects.toThrow('GPU program hungry did not compile');
});

test('has no pipeline that was not asked for', () => {
  expect(() => createPipelineCache(gpu.device).get(affineKernel(9))).toThrow('affine(MULTIPLY=9u) was not compiled');
});
