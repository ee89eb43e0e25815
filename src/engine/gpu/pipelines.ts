import { RunError } from '../../lib/errors.ts';
import { type Access, bindGroupLayout, type Kernel, wgslOf } from './kernel.ts';

/** Compiled kernels of one device, by key. */
export interface PipelineCache {
  layout(access: readonly Access[]): GPUBindGroupLayout;
  /** Compiles what is missing, all at once; what another call has under way is waited for. @throws RunError with the kernel's name and the compiler's message. */
  compile(kernels: Iterable<Kernel>, onDone?: (done: number, total: number) => void): Promise<void>;
  get(kernel: Kernel): GPUComputePipeline;
}

export function createPipelineCache(device: GPUDevice): PipelineCache {
  const layouts = new Map<string, GPUBindGroupLayout>();
  const pipelines = new Map<string, GPUComputePipeline>();
  const underWay = new Map<string, Promise<void>>();
  const layout = (access: readonly Access[]) => {
    const key = access.join();
    let found = layouts.get(key);
    if (!found) {
      found = bindGroupLayout(device, access);
      layouts.set(key, found);
    }
    return found;
  };
  const compileOne = async (kernel: Kernel) => {
    const module = device.createShaderModule({ code: wgslOf(kernel), label: kernel.key });
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: kernel.key,
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout(kernel.definition.access)] }),
        compute: { module, entryPoint: 'main' },
      });
      pipelines.set(kernel.key, pipeline);
    } catch (cause) {
      const info = await module.getCompilationInfo();
      const detail = info.messages.map((m) => `line ${m.lineNum}: ${m.message}`).join('; ');
      throw new RunError(`GPU program ${kernel.definition.name} did not compile on this adapter. ${detail}`, {
        cause,
      });
    } finally {
      underWay.delete(kernel.key);
    }
  };
  return {
    layout,
    async compile(kernels, onDone) {
      const missing = new Map([...kernels].filter((k) => !pipelines.has(k.key)).map((k) => [k.key, k]));
      let done = 0;
      await Promise.all(
        [...missing.values()].map(async (kernel) => {
          const compiling = underWay.get(kernel.key) ?? compileOne(kernel);
          if (!pipelines.has(kernel.key)) underWay.set(kernel.key, compiling);
          await compiling;
          done++;
          onDone?.(done, missing.size);
        }),
      );
    },
    get(kernel) {
      const found = pipelines.get(kernel.key);
      if (!found) throw new Error(`Assertion failed: ${kernel.key} was not compiled`);
      return found;
    },
  };
}
