import { RunError } from '../../lib/errors.ts';
import type { NamedTensor, Precision, StepRecord, StepScalars, TrainSettings, ValidationRecord } from '../types.ts';
import { INITIAL_LOSS_SCALE, type LossScalerState, updateLossScale } from './lossScaler.ts';
import type { SubmittedStep } from './step.ts';

/** Where a training run stands between two optimizer steps. */
export interface Progress {
  /** Steps done, and of them those that changed the weights. */
  step: number;
  appliedUpdates: number;
  /** Half precision: the loss scale; null in f32. */
  lossScale: LossScalerState | null;
  /** Steps left out because a gradient exceeded f16's range; the learning rate did not move on at them. */
  skippedSteps: number;
  /** Time trained, over all sessions of the run. */
  elapsedMs: number;
  readonly steps: StepRecord[];
  readonly validations: ValidationRecord[];
  best: { readonly step: number; readonly loss: number; readonly adapter: readonly NamedTensor[] } | null;
}

export function startProgress(precision: Precision): Progress {
  const lossScale = precision === 'f16' ? INITIAL_LOSS_SCALE : null;
  return {
    step: 0,
    appliedUpdates: 0,
    lossScale,
    skippedSteps: 0,
    elapsedMs: 0,
    steps: [],
    validations: [],
    best: null,
  };
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
  const { loss, tokens, supervisedTokens } = scalars;
  const skipped = isOverflow(progress, scalars);
  const gradNorm = skipped ? 0 : scalars.gradNorm;
  if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
    throw new RunError(
      `The loss was not a finite number at step ${step}, so that step was not taken. A lower learning rate helps most.`,
      { reason: 'notFinite' },
    );
  }
  const tookMs = Math.max(elapsedMs - progress.elapsedMs, 1e-3);
  const tokensPerSec = (tokens / tookMs) * 1000;
  const record = {
    ...{ step, totalSteps, epoch, loss, lr, gradNorm, tokens, supervisedTokens, elapsedMs, tokensPerSec },
    ...(skipped && { skipped }),
  };
  progress.elapsedMs = elapsedMs;
  progress.steps.push(record);
  return record;
}

/** Below this scale a gradient that is not finite is no matter of range any more. */
const LEAST_LOSS_SCALE = 1;

/** A finite loss whose scaled gradients are not: the step is left out, and the scale is halved. */
function isOverflow({ lossScale }: Progress, { loss, gradNorm }: StepScalars): boolean {
  return (
    lossScale !== null && lossScale.scale >= LEAST_LOSS_SCALE && Number.isFinite(loss) && !Number.isFinite(gradNorm)
  );
}

/** The loss scale of the next step if the pending one, whose figures are not known yet, is taken. */
export function scaleAfter({ lossScale }: Progress, pending: PendingStep | null): number {
  if (lossScale === null) return 1;
  return pending?.submitted.applied ? updateLossScale(lossScale, false).scale : lossScale.scale;
}

/** Moves the loss scale on after a step (spec 6.6). Answers whether the GPU applied the step. */
export function scaleLoss(progress: Progress, scalars: StepScalars): boolean {
  if (!progress.lossScale) return true;
  const { applied, scale, goodSteps } = updateLossScale(progress.lossScale, isOverflow(progress, scalars));
  progress.lossScale = { scale, goodSteps };
  if (!applied) progress.skippedSteps++;
  return applied;
}
