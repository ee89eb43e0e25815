import type { GpuContext } from '../engine/gpu/device.ts';
import { RunError } from '../lib/errors.ts';

/** A GPU that is lost this often without a step in between will not come back by itself. */
const MOST_LOSSES = 3;
/** The loss is told a moment after the call that ran into it. */
const TOLD_WITHIN_MS = 1000;
/** What the browser needs to start its GPU process again; longer each time. */
const WAIT_MS = 500;

export interface Retries {
  /** Why the GPU was lost, if that is what `error` comes from and another try makes sense; else null. */
  lossBehind(error: unknown, gpu: GpuContext | undefined, lastStep: number): Promise<string | null>;
  /** Until the next try. */
  wait(): Promise<void>;
}

export function createRetries(): Retries {
  let losses = 0;
  let stepAtLoss = -1;
  return {
    async lossBehind(error, gpu, lastStep) {
      if (!(error instanceof RunError) || error.reason !== 'gpuLost' || gpu === undefined) return null;
      const cause = await Promise.race([gpu.lost, delay(TOLD_WITHIN_MS).then(() => null)]);
      if (cause === null) return null;
      losses = lastStep > stepAtLoss ? 1 : losses + 1;
      stepAtLoss = lastStep;
      return losses < MOST_LOSSES ? cause : null;
    },
    wait: () => delay(WAIT_MS * losses),
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
