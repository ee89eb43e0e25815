import { describe, expect, test } from 'vitest';
import { openNullGpu, openTestGpu } from '../../../tools/testing/gpu.ts';
import { RunError, UserError } from '../../lib/errors.ts';
import { describeAdapter, openGpu } from './device.ts';
import { readBuffer } from './readback.ts';
import { createSubmitQueue } from './submitQueue.ts';

function adapterOf(info: Partial<GPUAdapterInfo>): GPUAdapter {
  const blank = { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false };
  return { info: { ...blank, ...info }, features: new Set(['b', 'a']), limits: {} } as unknown as GPUAdapter;
}

describe('opening a GPU', () => {
  test('takes the default limits where the tests ask for them, else what the adapter has', async () => {
    const gpu = await openNullGpu();
    const adapter = await gpu.requestAdapter();
    const context = await openGpu(gpu, { defaultLimits: true });
    expect(context.device.limits.maxStorageBufferBindingSize).toBe(2 ** 27);
    expect(context.device.limits.maxBufferSize).toBe(2 ** 28);
    const raised = await openGpu(gpu);
    expect(raised.device.limits.maxStorageBufferBindingSize).toBe(adapter?.limits.maxStorageBufferBindingSize);
    expect(raised.device.limits.maxBufferSize).toBe(adapter?.limits.maxBufferSize);
    // Kernels are written for the defaults: nothing else is raised.
    expect(raised.device.limits.maxComputeWorkgroupStorageSize).toBe(16384);
    context.destroy();
    raised.destroy();
  });

  test('says what to do when there is no adapter', async () => {
    const gpu = { requestAdapter: async () => null } as unknown as GPU;
    await expect(openGpu(gpu)).rejects.toBeInstanceOf(UserError);
    await expect(openGpu(gpu)).rejects.toThrow('Update the graphics driver, or choose the software GPU.');
  });

  test('says what to do when the adapter does not open', async () => {
    const cause = new Error('busy');
    const adapter = { ...adapterOf({}), requestDevice: () => Promise.reject(cause) };
    const failure = openGpu({ requestAdapter: async () => adapter } as unknown as GPU, { defaultLimits: true });
    await expect(failure).rejects.toBeInstanceOf(RunError);
    await expect(failure).rejects.toMatchObject({ cause });
  });
});

describe('the description of an adapter', () => {
  test('has the name that says most', () => {
    expect(describeAdapter(adapterOf({ description: 'Card 9', device: '0x1', vendor: 'v' })).name).toBe('Card 9');
    expect(describeAdapter(adapterOf({ device: '0x1', vendor: 'v' })).name).toBe('v');
    expect(describeAdapter(adapterOf({ device: '0x1' })).name).toBe('0x1');
    const onVulkan = { device: 'Card 9', description: 'Maker: 580.159.04 580.159.4.0', vendor: 'maker' };
    expect(describeAdapter(adapterOf(onVulkan)).name).toBe('Card 9');
    expect(describeAdapter(adapterOf({ vendor: 'v', architecture: 'a' })).name).toBe('v a');
    expect(describeAdapter(adapterOf({})).name).toBe('unnamed adapter');
  });

  test('knows software by its name or by the fallback flag', () => {
    expect(describeAdapter(adapterOf({ description: 'SwiftShader Device' })).software).toBe(true);
    expect(describeAdapter(adapterOf({ device: 'llvmpipe (LLVM 19)' })).software).toBe(true);
    expect(describeAdapter(adapterOf({ isFallbackAdapter: true })).software).toBe(true);
    expect(describeAdapter(adapterOf({ description: 'Card 9' })).software).toBe(false);
  });

  test('can be cloned to another realm', () => {
    const description = describeAdapter(adapterOf({ vendor: 'v' }));
    expect(structuredClone(description)).toEqual(description);
    expect(description.features).toEqual(['a', 'b']);
  });
});

test('a command that the device refuses makes later submits and readbacks fail', async () => {
  const gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  const buffer = gpu.device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  gpu.device.queue.writeBuffer(buffer, 0, new Uint32Array(8)); // 32 bytes
  await expect(readBuffer(gpu, buffer, 0, 16)).rejects.toThrow(/it refused a command: .*does not fit/s);
  const commands = gpu.device.createCommandEncoder().finish();
  await expect(createSubmitQueue(gpu).submit(commands, 1)).rejects.toThrow(/it refused a command/);
  gpu.destroy();
});

describe('a lost device', () => {
  test('takes no more submits, says why, and leaves those under way unharmed', async () => {
    const gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
    const queue = createSubmitQueue(gpu);
    const commands = () => gpu.device.createCommandEncoder().finish();
    await queue.submit(commands(), 1);
    gpu.destroy();
    const reason = await gpu.lost;
    await expect(queue.submit(commands(), 1)).rejects.toThrow(
      new RunError(`The GPU was lost: ${reason}`, { reason: 'gpuLost' }),
    );
    await queue.idle();
  });

  test('tells its reason, and a readback fails with it', async () => {
    const gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
    const buffer = gpu.device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
    gpu.device.queue.writeBuffer(buffer, 0, Uint32Array.of(1, 2, 3, 4));
    expect([...new Uint32Array(await readBuffer(gpu, buffer, 4, 8))]).toEqual([2, 3]);
    expect(gpu.lostReason()).toBeNull();
    gpu.destroy();
    const reason = await gpu.lost;
    expect(reason).not.toBe('');
    expect(gpu.lostReason()).toBe(reason);
    const failure = readBuffer(gpu, buffer, 0, 16);
    await expect(failure).rejects.toBeInstanceOf(RunError);
    await expect(failure).rejects.toThrow(`Figures could not be read from the GPU: ${reason}`);
  });
});
