import { RunError } from '../../lib/errors.ts';
import type { Kernel } from './kernel.ts';
import type { Grid } from './plan.ts';

/** How long one dispatch of a plan took on the GPU. */
export interface DispatchTime {
  readonly kernel: Kernel;
  readonly ms: number;
}

export interface TimedDispatch {
  readonly kernel: Kernel;
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly grid: Grid;
}

/** What a run costs the thread that asks for it. */
export interface HostTime {
  readonly dispatches: number;
  /** Calls that record the dispatches. */
  readonly encodeMs: number;
  /** The submit, in which the implementation translates them for the driver. */
  readonly submitMs: number;
}

/** Timestamps per query set; WebGPU's limit. */
const SET_SIZE = 4096;

/**
 * Runs dispatches in order, each in a pass of its own between two timestamps; empty ones are left out. The sum is longer than an ordinary run by what
 * the passes cost. @throws RunError where the device has no timestamps.
 */
export async function timeDispatches(device: GPUDevice, dispatches: readonly TimedDispatch[]): Promise<DispatchTime[]> {
  if (!device.features.has('timestamp-query'))
    throw new RunError('This GPU gives no timestamps, so its programs cannot be timed one by one.');
  const live = dispatches.filter(({ grid }) => !grid.includes(0));
  const times: DispatchTime[] = [];
  for (let begin = 0; begin < live.length; begin += SET_SIZE / 2) {
    const part = live.slice(begin, begin + SET_SIZE / 2);
    const stamps = await stampsOf(
      device,
      part.map((dispatch) => [dispatch]),
    );
    part.forEach(({ kernel }, i) => {
      times.push({ kernel, ms: Number((stamps[2 * i + 1] as bigint) - (stamps[2 * i] as bigint)) / 1e6 });
    });
  }
  return times;
}

function encodeDispatches(pass: GPUComputePassEncoder, dispatches: readonly TimedDispatch[]): void {
  for (const { pipeline, group, grid } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...grid);
  }
}

/** Records and submits the dispatches as one pass, and answers how long the calls took; the GPU is not waited for. */
export function timeHost(device: GPUDevice, dispatches: readonly TimedDispatch[]): HostTime {
  const live = dispatches.filter(({ grid }) => !grid.includes(0));
  const startMs = performance.now();
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  encodeDispatches(pass, live);
  pass.end();
  const commands = encoder.finish();
  const encodedMs = performance.now();
  device.queue.submit([commands]);
  return { dispatches: live.length, encodeMs: encodedMs - startMs, submitMs: performance.now() - encodedMs };
}

/** Nanoseconds before and after each pass. */
async function stampsOf(device: GPUDevice, passes: readonly (readonly TimedDispatch[])[]): Promise<BigUint64Array> {
  const count = passes.length * 2;
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
  const resolved = device.createBuffer({ size: count * 8, usage });
  const staging = device.createBuffer({ size: count * 8, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder();
    passes.forEach((dispatches, i) => {
      const pass = encoder.beginComputePass({
        timestampWrites: { querySet, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 },
      });
      encodeDispatches(pass, dispatches);
      pass.end();
    });
    encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, count * 8);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return new BigUint64Array(staging.getMappedRange().slice(0));
  } finally {
    querySet.destroy();
    resolved.destroy();
    staging.destroy();
  }
}

/** Milliseconds of the dispatches in one pass, back to back; null where the device has no timestamps. */
export async function timePass(device: GPUDevice, dispatches: readonly TimedDispatch[]): Promise<number | null> {
  if (!device.features.has('timestamp-query')) return null;
  const [begin = 0n, end = 0n] = await stampsOf(device, [dispatches.filter(({ grid }) => !grid.includes(0))]);
  return Number(end - begin) / 1e6;
}
