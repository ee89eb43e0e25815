/** GPUs for the vitest project `gpu`. vitest.config.ts sets the environment in which Dawn finds SwiftShader. */
import { create, globals } from 'webgpu';

// The objects that create() returns must outlive every adapter and device made from them: Dawn crashes when one is collected.
const opened = new Map<string, GPU>();

function open(flags: readonly string[]): GPU {
  const key = flags.join(' ');
  let gpu = opened.get(key);
  if (gpu === undefined) {
    // GPUBufferUsage, GPUMapMode, … which a browser has as globals.
    Object.assign(globalThis, globals);
    gpu = create([...flags]);
    opened.set(key, gpu);
  }
  return gpu;
}

/** SwiftShader on Linux x64, the machine's own adapter elsewhere. Request only WebGPU's default limits from it. */
export async function openTestGpu(): Promise<GPU> {
  return open([]);
}

/** A GPU that runs nothing but lists shader-f16 and subgroup matrix: compile every kernel variant on it. */
export async function openNullGpu(): Promise<GPU> {
  return open(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
}
