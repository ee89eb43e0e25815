import { throwIfAborted } from '../../lib/abort.ts';
import { RunError } from '../../lib/errors.ts';
import type { GpuContext } from './device.ts';

/** Work of one submit: long enough to hide its cost, short enough that the page stays alive and a stop is prompt. */
const SUBMIT_MS = 50;
/** Full submits in flight; short ones (an update, a micro-batch of a small model) until as much work, or so many, are. */
const FULL_IN_FLIGHT = 3;
const MOST_IN_FLIGHT = 16;

/** Submits with bounded work in flight, and learns how much fits into 50 ms. */
export interface SubmitQueue {
  /** Floating-point operations that one submit may carry; one dispatch is always allowed. */
  submitFlops(): number;
  /** Waits for a free place, then submits. @throws AbortedError when the signal is up, RunError when the device was lost. */
  submit(commands: GPUCommandBuffer, flops: number, signal?: AbortSignal): Promise<void>;
  /** Whether the GPU has nothing to do, as far as is known. */
  resting(): boolean;
  /** Resolves when everything submitted is done. */
  idle(): Promise<void>;
}

export function createSubmitQueue(gpu: GpuContext): SubmitQueue {
  let inFlight: { readonly done: Promise<void>; readonly flops: number }[] = [];
  // 1 GFLOP/s until measured: a software GPU reaches 0.2 to 0.9, and the first submits of a fast one are merely small.
  let flopsPerMs = 1e6;
  let lastDoneMs = 0;
  let underWay = 0;
  // When the device is lost some platforms reject here, where nobody may be waiting; the next submit or readback reports the loss.
  const isFull = (flops: number) =>
    inFlight.length >= MOST_IN_FLIGHT ||
    (inFlight.length >= FULL_IN_FLIGHT &&
      inFlight.reduce((sum, submit) => sum + submit.flops, flops) > FULL_IN_FLIGHT * flopsPerMs * SUBMIT_MS);
  const workDone = () => gpu.device.queue.onSubmittedWorkDone().catch(() => {});
  return {
    submitFlops: () => flopsPerMs * SUBMIT_MS,
    resting: () => underWay === 0,
    async submit(commands, flops, signal) {
      throwIfAborted(signal);
      while (isFull(flops)) await inFlight.shift()?.done;
      throwIfAborted(signal);
      const reason = gpu.lostReason();
      if (reason !== null) throw new RunError(`The GPU was lost: ${reason}`, { reason: 'gpuLost' });
      const startMs = performance.now();
      gpu.device.queue.submit([commands]);
      underWay++;
      inFlight.push({
        flops,
        done: workDone().then(() => {
          underWay--;
          const nowMs = performance.now();
          const tookMs = nowMs - Math.max(startMs, lastDoneMs);
          lastDoneMs = nowMs;
          // Small submits measure latency, not throughput.
          if (flops > 0.2 * flopsPerMs * SUBMIT_MS && tookMs > 0)
            flopsPerMs = 0.7 * flopsPerMs + 0.3 * Math.min(flops / tookMs, 4 * flopsPerMs);
        }),
      });
    },
    async idle() {
      inFlight = [];
      await workDone();
    },
  };
}
