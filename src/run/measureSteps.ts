import type { TokenRow } from '../engine/types.ts';
import { throwIfAborted } from '../lib/abort.ts';
import type { RunConfig } from './config.ts';
import type { RunEvent } from './events.ts';
import { type EnginePorts, openEngine } from './openEngine.ts';
import type { Measurement, StepProgress } from './plan.ts';
import { trainSettings } from './settings.ts';
import { anySignal } from './signals.ts';

/** Optimizer steps that are timed at most, after one that warms up; fewer once ENOUGH_MS have passed, but two. */
const MOST_STEPS = 6;
const FEWEST_STEPS = 2;
const ENOUGH_MS = 4000;

/**
 * Trains a few optimizer steps on the longest micro-batch with the engine exactly as a run opens it, and keeps nothing but their times.
 * `context`: room for answers, as the plan has it.
 * @throws UserError for settings that do not fit, RunError (`outOfMemory`, `gpuLost`) when the GPU fails, AbortedError.
 */
export async function measureSteps(
  config: RunConfig,
  ports: EnginePorts,
  context: number,
  onProgress: (progress: StepProgress) => void,
  signal?: AbortSignal,
): Promise<Measurement> {
  const startMs = performance.now();
  const emit = (event: RunEvent) => {
    if (event.event === 'phase')
      onProgress({ phase: 'load', detail: event.detail ?? '', done: event.done, total: event.total });
  };
  const engine = await openEngine(config, ports, { context, prompts: config.predictions, emit, signal });
  try {
    const loadMs = performance.now() - startMs;
    const batch = longestRows(ports, config.batchSize);
    const ends = await timedSteps(engine.train, batch, config, onProgress, signal);
    throwIfAborted(signal);
    const lossFromMs = performance.now();
    await engine.losses(batch, { adapter: true });
    return {
      memoryBytes: engine.info.memory.totalBytes,
      checkpointing: engine.info.checkpointing,
      kernels: engine.info.kernels,
      batchRows: batch.length,
      batchTokens: batch.reduce((sum, { ids }) => sum + ids.length, 0),
      stepMs: ends.slice(1).map((end, i) => end - (ends[i] as number)),
      lossMs: performance.now() - lossFromMs,
      loadMs,
    };
  } finally {
    engine.destroy();
  }
}

/** The rows of the largest micro-batch that any shuffle can make. */
function longestRows({ data: { parts } }: EnginePorts, batchSize: number): readonly TokenRow[] {
  const rows = [...parts.train.rows];
  return rows.sort((a, b) => b.ids.length - a.ids.length).slice(0, batchSize);
}

/** When each step was done, in ms since the first began. */
async function timedSteps(
  train: Awaited<ReturnType<typeof openEngine>>['train'],
  batch: readonly TokenRow[],
  config: RunConfig,
  onProgress: (progress: StepProgress) => void,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const enough = new AbortController();
  const ends: number[] = [];
  const total = MOST_STEPS + 1;
  // Each epoch is this one micro-batch; nothing is saved or validated on the way.
  const never = total + 1;
  const steps = { gradientAccumulation: 1, maxSteps: total, saveSteps: never, evalSteps: never, patience: null };
  const settings = { ...trainSettings(config), ...steps };
  const both = anySignal([signal, enough.signal]);
  await train({
    train: batch,
    validation: [],
    settings,
    emit: (event) => {
      if (event.event !== 'step') return;
      ends.push(event.elapsedMs);
      onProgress({ phase: 'steps', done: ends.length, total });
      const timedMs = event.elapsedMs - (ends[0] as number);
      if (ends.length > FEWEST_STEPS && timedMs >= ENOUGH_MS) enough.abort();
    },
    save: async () => undefined,
    ...(both && { signal: both }),
  });
  return ends;
}
