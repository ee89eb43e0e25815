import { persistentBuffer } from './gpu/buffers.ts';
import type { GpuContext } from './gpu/device.ts';
import type { UpdateScalars } from './gpu/frame.ts';
import { allocateMemory, layoutMemory } from './gpu/memory.ts';
import { createPlan } from './gpu/plan.ts';
import { createProgram } from './gpu/program.ts';
import { readBuffer } from './gpu/readback.ts';
import { createSubmitQueue } from './gpu/submitQueue.ts';
import { adamW, gradNorm, STATS } from './ops/adamW.ts';

export interface UpdateTrace {
  readonly parameters: Float32Array<ArrayBuffer>;
  readonly m: Float32Array<ArrayBuffer>;
  readonly v: Float32Array<ArrayBuffer>;
  /** Norm of the gradients before clipping, and the factor that clipping applied. */
  readonly gradNorm: number;
  readonly clip: number;
}

/** Runs the optimizer's own kernels on given values, one update after another from zero moments (golden/optim). */
export async function traceUpdates(
  gpu: GpuContext,
  initial: Float32Array,
  updates: readonly { readonly grads: Float32Array; readonly scalars: UpdateScalars }[],
): Promise<UpdateTrace[]> {
  const count = initial.length;
  const buffer = (name: string) => persistentBuffer(`trace/${name}`, count * 4);
  const b = {
    grads: buffer('grads'),
    parameters: buffer('parameters'),
    m: buffer('m'),
    v: buffer('v'),
    stats: persistentBuffer('trace/stats', STATS.count * 4),
  };
  const plan = createPlan('update trace');
  gradNorm(plan, count, b);
  adamW(plan, count, b);
  await gpu.pipelines.compile(plan.dispatches.map((d) => d.kernel));
  const memory = await allocateMemory(gpu.device, layoutMemory([plan], gpu.device.limits));
  const program = createProgram(gpu.device, plan, memory, gpu.pipelines, createSubmitQueue(gpu));
  const read = async (name: keyof typeof b, length: number) =>
    new Float32Array(await readBuffer(gpu, memory.buffer(b[name]), 0, length * 4));
  try {
    const queue = gpu.device.queue;
    queue.writeBuffer(memory.buffer(b.parameters), 0, Float32Array.from(initial));
    const out: UpdateTrace[] = [];
    for (const { grads, scalars } of updates) {
      queue.writeBuffer(memory.buffer(b.grads), 0, Float32Array.from(grads));
      await program.run({ tokens: 0, rows: 0, update: scalars });
      const stats = await read('stats', STATS.count);
      out.push({
        parameters: await read('parameters', count),
        m: await read('m', count),
        v: await read('v', count),
        gradNorm: stats[STATS.gradNorm] as number,
        clip: stats[STATS.clip] as number,
      });
    }
    return out;
  } finally {
    program.destroy();
    memory.destroy();
  }
}
