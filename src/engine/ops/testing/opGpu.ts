import { create, globals } from 'webgpu';
import { type GpuContext, openGpu } from '../../gpu/device.ts';

/** Dawn crashes when the object that create() returns is collected before its devices. */
let opened: GPU | null = null;

/**
 * The GPU of tools/testing/gpu.ts with WebGPU's default limits and one difference: workgroup memory is not zeroed at the start. SwiftShader
 * compiles that zeroing into code for every element, which takes 2 s for the 8 KiB of a matmul tile in place of 0.1 s; and no kernel may
 * rely on it. `defaultLimits` false: what the adapter grants.
 */
export async function openOpGpu({ defaultLimits = true } = {}): Promise<GpuContext> {
  if (opened === null) {
    Object.assign(globalThis, globals);
    opened = create(['enable-dawn-features=disable_workgroup_init']);
  }
  return openGpu(opened, { defaultLimits });
}
