import type { BufferRef } from '../buffers.ts';
import type { GpuContext } from '../device.ts';
import type { Frame } from '../frame.ts';
import { allocateMemory, layoutMemory } from '../memory.ts';
import { createPipelineCache } from '../pipelines.ts';
import type { Plan } from '../plan.ts';
import { createProgram } from '../program.ts';
import { readBuffer } from '../readback.ts';
import { createSubmitQueue, type SubmitQueue } from '../submitQueue.ts';

/** A plan of u32 buffers on the GPU. `queue` stands for the queue that the program submits to. */
export async function bindPlan(gpu: GpuContext, plan: Plan, queue: SubmitQueue = createSubmitQueue(gpu)) {
  const pipelines = createPipelineCache(gpu.device);
  gpu.device.pushErrorScope('validation');
  const memory = await allocateMemory(gpu.device, layoutMemory([plan], gpu.device.limits));
  const program = createProgram(gpu.device, plan, memory, pipelines, queue);
  return {
    memory,
    pipelines,
    run: (frame: Partial<Frame> = {}, signal?: AbortSignal) => program.run({ tokens: 0, rows: 0, ...frame }, signal),
    write: (buffer: BufferRef, values: readonly number[]) =>
      gpu.device.queue.writeBuffer(memory.buffer(buffer), 0, Uint32Array.from(values)),
    read: async (buffer: BufferRef, count: number) => {
      const bytes = await readBuffer(gpu, memory.buffer(buffer), 0, count * 4);
      return [...new Uint32Array(bytes)];
    },
    /** @throws Error with what the GPU objected to. */
    async close() {
      const error = await gpu.device.popErrorScope();
      program.destroy();
      memory.destroy();
      if (error) throw new Error(error.message);
    },
  };
}
