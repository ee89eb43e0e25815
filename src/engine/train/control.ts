/**
 * What the surroundings want of a training run. It is asked between micro-batches, when the weights are those of the last finished
 * step: a checkpoint taken there is exactly that step's, so that pausing and saving cost no bits.
 */
export interface TrainControl {
  /** A checkpoint is wanted besides those that are due. */
  saveWanted(): boolean;
  /** null: go on. Else the run saves and waits, the GPU idle, until this settles or the run is stopped. */
  pause(): Promise<void> | null;
}

/** Training time in ms over all sessions of a run; pauses do not count. */
export interface TrainClock {
  elapsedMs(): number;
  /** Leaves the time until `work` settles out. */
  standStill(work: Promise<unknown>): Promise<void>;
}

export function startClock(elapsedMs: number): TrainClock {
  let startMs = performance.now() - elapsedMs;
  return {
    elapsedMs: () => performance.now() - startMs,
    async standStill(work) {
      const sinceMs = performance.now();
      await work;
      startMs += performance.now() - sinceMs;
    },
  };
}

/** Settles with `work`, or when the signal is raised. */
export async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  if (signal.aborted) return;
  let raise = () => {};
  const raised = new Promise<void>((resolve) => {
    raise = resolve;
  });
  signal.addEventListener('abort', raise, { once: true });
  try {
    await Promise.race([work, raised]);
  } finally {
    signal.removeEventListener('abort', raise);
  }
}
