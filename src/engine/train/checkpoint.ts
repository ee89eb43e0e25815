import { assert } from '../../lib/assert.ts';
import type { Session } from '../model/session.ts';
import type { TrainCheckpoint, TrainSettings } from '../types.ts';
import { readAdapterState, writeAdapterState } from './adapterState.ts';
import type { Progress } from './progress.ts';

/** Everything that decides the rest of the run, read from the GPU. */
export async function makeCheckpoint(
  session: Session,
  progress: Progress,
  settings: TrainSettings,
  dataFingerprint: string,
): Promise<TrainCheckpoint> {
  if (!session.adapter) throw new Error('Assertion failed: the session has no adapter');
  const tensors = await readAdapterState(session);
  return {
    state: {
      formatVersion: 1,
      step: progress.step,
      appliedUpdates: progress.appliedUpdates,
      ...(progress.lossScale && { lossScale: { ...progress.lossScale, skippedSteps: progress.skippedSteps } }),
      settings,
      lora: session.adapter.layout.settings,
      dataFingerprint,
      kernels: session.info.kernels,
      checkpointing: session.info.checkpointing,
      elapsedMs: progress.elapsedMs,
      steps: [...progress.steps],
      validations: [...progress.validations],
      bestStep: progress.best?.step ?? null,
    },
    ...tensors,
    bestAdapter: progress.best?.adapter ?? null,
  };
}

/**
 * Puts a checkpoint back on the GPU. That settings and rows are the same is for the caller to see (run/checkpoints.ts names what differs); the
 * session must have been opened with the checkpoint's kernels, or sums would have another order.
 */
export function restoreCheckpoint(session: Session, { state, bestAdapter, ...tensors }: TrainCheckpoint): Progress {
  for (const [key, variant] of Object.entries(state.kernels)) {
    const current = session.info.kernels[key];
    assert(
      current === variant,
      () => `resumed with ${key} ${current}, the checkpoint has ${variant}: pass its kernels`,
    );
  }
  writeAdapterState(session, tensors);
  const best = state.validations.find((v) => v.step === state.bestStep);
  return {
    step: state.step,
    appliedUpdates: state.appliedUpdates,
    lossScale: state.lossScale ? { scale: state.lossScale.scale, goodSteps: state.lossScale.goodSteps } : null,
    skippedSteps: state.lossScale?.skippedSteps ?? 0,
    elapsedMs: state.elapsedMs,
    steps: [...state.steps],
    validations: [...state.validations],
    best: best && bestAdapter ? { step: best.step, loss: best.loss, adapter: bestAdapter } : null,
  };
}
