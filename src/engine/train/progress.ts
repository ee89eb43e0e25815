import { RunError } from '../../lib/errors.ts';
import type { NamedTensor, StepRecord, StepScalars, TrainSettings, ValidationRecord } from '../types.ts';
import type { SubmittedStep } from './step.ts';

/** Where a training run stands between two optimizer steps. */
export interface Progress {
  /** Steps done, and of them those that changed the weights. */
  step: number;
  appliedUpdates: number;
  /** Time trained, over all sessions of the run. */
  elapsedMs: number;
  readonly steps: StepRecord[];
  readonly validations: ValidationRecord[];
  best: { readonly step: number; readonly loss: number; readonly adapter: readonly NamedTensor[] } | null;
}

export function startProgress(): Progress {
  return { step: 0, appliedUpdates: 0, elapsedMs: 0, steps: [], validations: [], best: null };
}

/** Steps of an epoch and of the run. */
export interface Length {
  readonly perEpoch: number;
  readonly total: number;
}

/** Whether the validation rows are due after `step` steps: every `evalSteps`, or after each epoch, and at the end. */
export function validationDue({ evalSteps }: TrainSettings, { perEpoch, total }: Length, step: number): boolean {
  return step > 0 && (step === total || step % (evalSteps ?? perEpoch) === 0);
}

export function saveDue({ saveSteps }: TrainSettings, { total }: Length, step: number): boolean {
  return step === total || step % saveSteps === 0;
}

/** Whether the last `patience` validations in a row were no new best (spec: early stopping). */
export function outOfPatience({ patience }: TrainSettings, validations: readonly ValidationRecord[]): boolean {
  if (patience === null || validations.length < patience) return false;
  return validations.slice(-patience).every(({ best }) => !best);
}

/** A step that was submitted and whose figures have not been read. */
export interface PendingStep {
  readonly submitted: SubmittedStep;
  readonly step: number;
  readonly lr: number;
  readonly epoch: number;
}

/** Adds a step's figures. @throws RunError when they are not finite; the GPU has then left the weights alone. */
export function recordStep(
  progress: Progress,
  { step, lr, epoch }: PendingStep,
  scalars: StepScalars,
  totalSteps: number,
  elapsedMs: number,
): StepRecord {
  const { loss, gradNorm, tokens, supervisedTokens } = scalars;
  if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
    throw new RunError(
      `The loss was not a finite number at step ${step}. The adapter still holds step ${step - 1}. A lower learning rate helps most.`,
      { reason: 'notFinite' },
    );
  }
  const tookMs = Math.max(elapsedMs - progress.elapsedMs, 1e-3);
  const tokensPerSec = (tokens / tookMs) * 1000;
  const record = { step, totalSteps, epoch, loss, lr, gradNorm, tokens, supervisedTokens, elapsedMs, tokensPerSec };
  progress.elapsedMs = elapsedMs;
  progress.steps.push(record);
  return record;
}
