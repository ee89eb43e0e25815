import { expect, test } from 'vitest';
import { findSoftwarePackage } from '../../src/cli/softwareGpu.ts';
import { openNullGpu, openTestGpu } from './gpu.ts';

test('a compute shader runs on the test GPU', async () => {
  const gpu = await openTestGpu();
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('no adapter');
  if (findSoftwarePackage() !== null) expect(adapter.info.description + adapter.info.device).toMatch(/SwiftShader/i);
  const device = await adapter.requestDevice();
  expect(device.limits.maxComputeWorkgroupStorageSize).toBe(16384);
  expect(device.limits.maxStorageBuffersPerShaderStage).toBe(8);
  const module = device.createShaderModule({
    code: `@group(0) @binding(0) var<storage, read_write> values: array<u32>;
      @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
        values[id.x] = id.x * id.x;
      }`,
  });
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
  const values = device.createBuffer({ size: 256, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const readback = device.createBuffer({ size: 256, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: values } }],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(values, 0, readback, 0, 256);
  device.queue.submit([encoder.finish()]);
  await readback.mapAsync(GPUMapMode.READ);
  expect([...new Uint32Array(readback.getMappedRange())]).toEqual(Array.from({ length: 64 }, (_, i) => i * i));
  device.destroy();
});

test('the null GPU lists the optional features', async () => {
  const gpu = await openNullGpu();
  const adapter = await gpu.requestAdapter();
  expect(adapter?.features.has('shader-f16')).toBe(true);
  expect([...(adapter?.features ?? [])]).toContain('chromium-experimental-subgroup-matrix');
});
