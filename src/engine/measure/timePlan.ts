import { bestTime } from '../gpu/bestTime.ts';
import type { BufferRef } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { Frame } from '../gpu/frame.ts';
import { allocateMemory, layoutMemory } from '../gpu/memory.ts';
import { createPlan, type Plan } from '../gpu/plan.ts';
import { createProgram } from '../gpu/program.ts';
import { createSubmitQueue } from '../gpu/submitQueue.ts';
import type { DispatchTime } from '../gpu/timing.ts';

export interface TimedPlan {
  readonly name: string;
  readonly frame: Frame;
  /** Appends what is timed, the same each time. */
  record(plan: Plan): void;
  /** What stands in persistent buffers; the others hold small random numbers. */
  readonly fill?: ReadonlyMap<BufferRef, Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>>;
}

export interface PlanTime {
  /** Of one run in a row of them, launches included. */
  readonly ms: number;
  /** One by one, where they were asked for. */
  readonly dispatches: readonly DispatchTime[];
}

/** A row of runs that is timed as one should take so long, against the costs of a submit and of its clock. */
const ROW_MS = 10;
const MOST_REPEATS = 64;
/** An H100 whose memory the host had filled meanwhile ran at half its clock for the first 100 ms and more. */
const ENOUGH_MS = { gpu: 400, software: 0 };

/** Times what a plan holds: first alone, then as many times in a row as fill a few milliseconds; the best row counts. */
export async function timePlan(gpu: GpuContext, timed: TimedPlan, each = false): Promise<PlanTime> {
  const { software } = gpu.description;
  const queue = createSubmitQueue(gpu);
  const record = (repeats: number) => {
    const plan = createPlan(timed.name, { narrow: software });
    for (let i = 0; i < repeats; i++) timed.record(plan);
    return plan;
  };
  const single = record(1);
  await gpu.pipelines.compile(single.dispatches.map(({ kernel }) => kernel));
  const memory = await allocateMemory(gpu.device, layoutMemory([single], gpu.device.limits));
  const bind = (plan: Plan) => createProgram(gpu.device, plan, memory, gpu.pipelines, queue);
  try {
    for (const buffer of memory.layout.persistent) {
      const data = timed.fill?.get(buffer) ?? smallNumbers(buffer.sizeBytes / 4);
      gpu.device.queue.writeBuffer(memory.buffer(buffer), 0, data);
    }
    const first = bind(single);
    const options = { enoughMs: software ? ENOUGH_MS.software : ENOUGH_MS.gpu };
    const alone = await bestTime(first, queue, timed.frame, options);
    const dispatches = each ? await first.time(timed.frame) : [];
    first.destroy();
    const repeats = Math.min(MOST_REPEATS, Math.ceil(ROW_MS / alone));
    if (software || repeats < 2) return { ms: alone, dispatches };
    // Transient buffers are new ones each time they are recorded, so the row is the one plan's dispatches again and again.
    const row: Plan = { ...single, dispatches: Array.from({ length: repeats }, () => single.dispatches).flat() };
    const many = bind(row);
    const ms = (await bestTime(many, queue, timed.frame, options)) / repeats;
    many.destroy();
    return { ms, dispatches };
  } finally {
    memory.destroy();
  }
}

/** `count` numbers between -0.5 and 0.5; a stretch of them repeats, since drawing a hundred million takes a second. */
function smallNumbers(count: number): Float32Array<ArrayBuffer> {
  const data = new Float32Array(count);
  const period = Math.min(count, 65_521);
  for (let i = 0; i < period; i++) data[i] = ((i * 7919) % period) / period - 0.5;
  for (let filled = period; filled < count; filled *= 2) data.copyWithin(filled, 0, Math.min(filled, count - filled));
  return data;
}
