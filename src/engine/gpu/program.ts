import { FRAME_BYTES, type Frame, frameBytes, type Sizes } from './frame.ts';
import { FIRST_STORAGE_BINDING, type Kernel } from './kernel.ts';
import type { Memory } from './memory.ts';
import type { PipelineCache } from './pipelines.ts';
import type { Grid, Plan } from './plan.ts';
import type { SubmitQueue } from './submitQueue.ts';
import { type DispatchTime, type HostTime, timeDispatches, timeHost, timePass } from './timing.ts';

/** A plan bound to memory: ready to run for any sizes up to its capacity. */
export interface Program {
  readonly name: string;
  /** Writes the frame and submits the dispatches in pieces of bounded work. Resolves when all are submitted, not when they are done. */
  run(frame: Frame, signal?: AbortSignal): Promise<void>;
  /** Runs the dispatches one by one with a timestamp on either side. @throws RunError where the adapter has no timestamps. */
  time(frame: Frame): Promise<DispatchTime[]>;
  /** Milliseconds of the whole program in one pass, by the GPU's clock; null where the adapter has no timestamps. */
  timeAll(frame: Frame): Promise<number | null>;
  /** What recording and submitting the whole program as one pass costs the calling thread. */
  timeHost(frame: Frame): Promise<HostTime>;
  destroy(): void;
}

interface Step {
  readonly kernel: Kernel;
  readonly group: GPUBindGroup;
  readonly grid: (sizes: Sizes) => Grid;
  readonly flops: (sizes: Sizes) => number;
}

/** A step that has something to do. */
interface LiveStep extends Omit<Step, 'grid' | 'flops'> {
  readonly pipeline: GPUComputePipeline;
  readonly grid: Grid;
  readonly flops: number;
}

const ARGS_STRIDE = 256;
/** Dispatches that a GPU with nothing to do is given while the rest is recorded: a token of 30 layers takes the host 0.7 ms. */
const FIRST_DISPATCHES = 40;

/** Creates uniform buffers and bind groups once; `run` allocates nothing on the GPU. It compiles what its frame needs and nobody compiled before. */
export function createProgram(
  device: GPUDevice,
  plan: Plan,
  memory: Memory,
  pipelines: PipelineCache,
  queue: SubmitQueue,
): Program {
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const frameBuffer = device.createBuffer({ size: FRAME_BYTES, usage, label: `${plan.name} frame` });
  const uniqueArgs = new Map<string, number>();
  const argsOffset = plan.dispatches.map(({ args }) => {
    const key = args.join();
    if (!uniqueArgs.has(key)) uniqueArgs.set(key, uniqueArgs.size);
    return (uniqueArgs.get(key) as number) * ARGS_STRIDE;
  });
  const argsData = new Uint32Array((uniqueArgs.size * ARGS_STRIDE) / 4);
  plan.dispatches.forEach(({ args }, i) => {
    argsData.set(args, (argsOffset[i] as number) / 4);
  });
  const argsBuffer = device.createBuffer({
    size: Math.max(argsData.byteLength, ARGS_STRIDE),
    usage,
    label: `${plan.name} args`,
  });
  device.queue.writeBuffer(argsBuffer, 0, argsData);

  const steps: Step[] = plan.dispatches.map((dispatch, i) => ({
    kernel: dispatch.kernel,
    grid: dispatch.grid,
    flops: dispatch.flops,
    group: device.createBindGroup({
      label: dispatch.kernel.definition.name,
      layout: pipelines.layout(dispatch.kernel.definition.access),
      entries: [
        { binding: 0, resource: { buffer: frameBuffer } },
        { binding: 1, resource: { buffer: argsBuffer, offset: argsOffset[i] as number, size: 16 } },
        ...dispatch.buffers.map((s, j) => ({ binding: FIRST_STORAGE_BINDING + j, resource: memory.binding(s) })),
      ],
    }),
  }));
  // Every other dispatch of a plan is a variant for other sizes, and decoding asks for the same sizes token after token.
  let asked: Sizes = { tokens: -1, rows: -1 };
  let liveSteps: readonly LiveStep[] = [];
  const live = async (frame: Frame): Promise<readonly LiveStep[]> => {
    const wanted = steps
      .map((step) => ({ ...step, grid: step.grid(frame), flops: step.flops(frame) }))
      .filter(({ grid }) => !grid.includes(0));
    if (!wanted.every(({ kernel }) => pipelines.has(kernel)))
      await pipelines.compile(wanted.map(({ kernel }) => kernel));
    asked = { tokens: frame.tokens, rows: frame.rows };
    liveSteps = wanted.map((step) => ({ ...step, pipeline: pipelines.get(step.kernel) }));
    return liveSteps;
  };
  const known = (frame: Frame) => (frame.tokens === asked.tokens && frame.rows === asked.rows ? liveSteps : null);
  return {
    name: plan.name,
    async run(frame, signal) {
      const chosen = known(frame) ?? (await live(frame));
      device.queue.writeBuffer(frameBuffer, 0, frameBytes(frame));
      let encoder = device.createCommandEncoder();
      let pass = encoder.beginComputePass();
      let work = 0;
      const most = queue.submitFlops();
      const first = queue.resting() ? FIRST_DISPATCHES : -1;
      for (const [i, step] of chosen.entries()) {
        if ((work > 0 && work + step.flops > most) || i === first) {
          pass.end();
          await queue.submit(encoder.finish(), work, signal);
          encoder = device.createCommandEncoder();
          pass = encoder.beginComputePass();
          work = 0;
        }
        pass.setPipeline(step.pipeline);
        pass.setBindGroup(0, step.group);
        pass.dispatchWorkgroups(...step.grid);
        work += step.flops;
      }
      pass.end();
      await queue.submit(encoder.finish(), work, signal);
    },
    async time(frame) {
      const chosen = known(frame) ?? (await live(frame));
      device.queue.writeBuffer(frameBuffer, 0, frameBytes(frame));
      return timeDispatches(device, chosen);
    },
    async timeAll(frame) {
      const chosen = known(frame) ?? (await live(frame));
      device.queue.writeBuffer(frameBuffer, 0, frameBytes(frame));
      return timePass(device, chosen);
    },
    async timeHost(frame) {
      const chosen = known(frame) ?? (await live(frame));
      device.queue.writeBuffer(frameBuffer, 0, frameBytes(frame));
      return timeHost(device, chosen);
    },
    destroy() {
      frameBuffer.destroy();
      argsBuffer.destroy();
    },
  };
}
