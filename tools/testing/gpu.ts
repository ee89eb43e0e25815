/** GPUs for the vitest project `gpu`. vitest.config.ts sets the environment in which Dawn finds SwiftShader. */
import { create, globals } from 'webgpu';
import { pollPatiently } from '../../src/cli/patientPolling.ts';

// The objects that create() returns must outlive every adapter and device made from them: Dawn crashes when one is collected.
const opened = new Map<string, GPU>();

function open(flags: readonly string[]): GPU {
  const key = flags.join(' ');
  let gpu = opened.get(key);
  if (gpu === undefined) {
    // GPUBufferUsage, GPUMapMode, … which a browser has as globals.
    Object.assign(globalThis, globals);
    pollPatiently();
    gpu = create([...flags]);
    opened.set(key, gpu);
  }
  return gpu;
}

/**
 * SwiftShader on Linux x64, the machine's own adapter elsewhere. Request only WebGPU's default limits from it. Workgroup memory is not zeroed at the
 * start: SwiftShader compiles that zeroing into code for every element, which takes 2 s for the 8 KiB of a matmul tile in place of 0.1 s; and no kernel
 * may rely on it.
 */
export async function openTestGpu(): Promise<GPU> {
  return open(['enable-dawn-features=disable_workgroup_init']);
}

/** The machine's own adapter, which must offer half precision: Mesa's lavapipe does, SwiftShader does not. */
export async function openHalfGpu(): Promise<GPU> {
  const gpu = open(['enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia,disable_workgroup_init']);
  const adapter = await gpu.requestAdapter();
  if (!adapter?.features.has('shader-f16'))
    throw new Error(
      `These tests need an adapter with shader-f16, and ${adapter?.info.description ?? 'no adapter'} has none. Set VK_DRIVER_FILES to one that has, such as lavapipe's.`,
    );
  return gpu;
}

/** A GPU that runs nothing but lists shader-f16 and subgroup matrix: compile every kernel variant on it. */
export async function openNullGpu(): Promise<GPU> {
  return open(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
}
