import { openTestGpu } from '../../../../tools/testing/gpu.ts';
import { type GpuContext, openGpu } from '../../gpu/device.ts';

/** The GPU of the tests with WebGPU's default limits; `defaultLimits` false: with what the adapter grants. */
export async function openOpGpu({ defaultLimits = true } = {}): Promise<GpuContext> {
  return openGpu(await openTestGpu(), { defaultLimits });
}
