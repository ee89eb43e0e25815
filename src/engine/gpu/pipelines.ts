import { RunError } from '../../lib/errors.ts';
import { type Access, bindGroupLayout, type Kernel, wgslOf } from './kernel.ts';

/** Compiled kernels of one device, by key. */
export interface PipelineCache {
  layout(access: readonly Access[]): GPUBindGroupLayout;
  /** Compiles what is missing, all at once; what another call has under way is waited for. @throws RunError with the kernel's name and the compiler's message. */
  compile(kernels: Iterable<Kernel>, onDone?: (done: number, total: number) => void): Promise<void>;
  /** Compiles what will likely be wanted, a few at a time, behind what is waited for. What fails is told by `compile`, if it is wanted. */
  ahead(kernels: Iterable<Kernel>): void;
  has(kernel: Kernel): boolean;
  get(kernel: Kernel): GPUComputePipeline;
}

/**
 * Programs under way up to which one more is begun ahead. A session compiles about 80. All at once, those that autotune waited for took their turn among the
 * others: it took 5.0 s on an H100 host of 16 cores whose driver had compiled none of them before.
 */
const AT_ONCE = 12;

export function createPipelineCache(device: GPUDevice): PipelineCache {
  const layouts = new Map<string, GPUBindGroupLayout>();
  const pipelines = new Map<string, GPUComputePipeline>();
  const underWay = new Map<string, Promise<void>>();
  const waiting = new Map<string, Kernel>();
  const layout = (access: readonly Access[]) => {
    const key = access.join();
    let found = layouts.get(key);
    if (!found) {
      found = bindGroupLayout(device, access);
      layouts.set(key, found);
    }
    return found;
  };
  const begin = (kernel: Kernel): Promise<void> => {
    waiting.delete(kernel.key);
    const compiling = compileOne(kernel).finally(() => {
      underWay.delete(kernel.key);
      beginAhead();
    });
    underWay.set(kernel.key, compiling);
    return compiling;
  };
  const beginAhead = () => {
    for (const kernel of waiting.values()) {
      if (underWay.size >= AT_ONCE) return;
      begin(kernel).catch(() => undefined);
    }
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
    }
  };
  return {
    layout,
    async compile(kernels, onDone) {
      const missing = new Map([...kernels].filter((k) => !pipelines.has(k.key)).map((k) => [k.key, k]));
      let done = 0;
      await Promise.all(
        [...missing.values()].map(async (kernel) => {
          await (underWay.get(kernel.key) ?? begin(kernel));
          done++;
          onDone?.(done, missing.size);
        }),
      );
    },
    ahead(kernels) {
      for (const kernel of kernels)
        if (!pipelines.has(kernel.key) && !underWay.has(kernel.key)) waiting.set(kernel.key, kernel);
      beginAhead();
    },
    has: (kernel) => pipelines.has(kernel.key),
    get(kernel) {
      const found = pipelines.get(kernel.key);
      if (!found) throw new Error(`Assertion failed: ${kernel.key} was not compiled`);
      return found;
    },
  };
}
