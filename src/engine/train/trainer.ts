import { isAborted, UserError } from '../../lib/errors.ts';
import { rowLosses, weightedLoss } from '../model/losses.ts';
import type { Session } from '../model/session.ts';
import type { TrainCheckpoint, TrainEvent, TrainResult, TrainSettings, ValidationRecord } from '../types.ts';
import { clearMoments, readAdapter, writeAdapter } from './adapterState.ts';
import { countSteps } from './batches.ts';
import { makeCheckpoint, restoreCheckpoint } from './checkpoint.ts';
import { startClock, type TrainControl, unlessAborted } from './control.ts';
import { fingerprintRows } from './fingerprint.ts';
import {
  outOfPatience,
  type PendingStep,
  type Progress,
  recordStep,
  saveDue,
  scaleAfter,
  scaleLoss,
  startProgress,
  validationDue,
} from './progress.ts';
import { learningRate } from './schedule.ts';
import { clearFailure, submitStep } from './step.ts';
import { checkData, groupsOf, type TrainData } from './trainData.ts';

export interface TrainRequest extends TrainData {
  /** A checkpoint of the same settings, adapter shape and rows: the run goes on with the bits that it would have had. */
  readonly resume?: TrainCheckpoint;
  readonly emit: (event: TrainEvent) => void;
  readonly save: (checkpoint: TrainCheckpoint) => Promise<void>;
  /** Stop and keep: the group under way is dropped, the result is that of the last finished step. */
  readonly signal?: AbortSignal;
  readonly control?: TrainControl;
  /** The base on these validation rows, where it was measured before; left out: it is measured with the first validation. */
  readonly baseValidation?: ValidationRecord['base'];
  /**
   * Looks in after the steps that are due, when nothing is in flight: it may use the engine to measure or generate, which changes
   * none of training's bits. It is asked for the first step too, so that a look that was cut short is made up for after resuming.
   */
  readonly visits?: { due(step: number): boolean; visit(step: number): Promise<void> };
}

/** AdamW as in the recipe; torch's defaults. */
const ADAM = { beta1: 0.9, beta2: 0.999, eps: 1e-8 } as const;

/**
 * Trains the session's adapter with the semantics of spec 5 and 6: a fresh permutation per epoch, token-weighted accumulation groups that
 * never cross an epoch, then, by step number, validate and save, and both at the last step. Each step is recorded whatever
 * `loggingSteps` says. At the end the engine holds the adapter of the best validation, or of the last step when nothing was validated.
 * @throws UserError when nothing is supervised or rows do not fit the model or the engine; RunError when the loss is not finite or the GPU is lost.
 */
export async function train(session: Session, request: TrainRequest): Promise<TrainResult> {
  const { settings, emit, signal, control } = request;
  if (!session.adapter) throw new UserError('There is no adapter to train.');
  checkData(session, request);
  const dataFingerprint = fingerprintRows(request.train, request.validation);
  const progress = request.resume ? restoreCheckpoint(session, request.resume) : startProgress(session.info.precision);
  if (!request.resume) await clearMoments(session);
  const length = countSteps(request.train.length, settings);
  const clock = startClock(progress.elapsedMs);
  const groupAt = groupsOf(request);
  let savedStep = request.resume?.state.step ?? -1;
  let pending: PendingStep | null = null;

  // The figures of a step are read while the next one runs. Answers whether the step was taken: in half precision one that overflowed was not, and the
  // GPU refuses every later update until the failure is cleared, which is queued behind whatever was submitted on the assumption that it would be taken.
  const settle = async (): Promise<boolean> => {
    if (!pending) return true;
    const step = pending;
    pending = null;
    const scalars = await step.submitted.scalars;
    emit({ event: 'step', ...recordStep(progress, step, scalars, length.total, clock.elapsedMs()) });
    const taken = !step.submitted.applied || scaleLoss(progress, scalars);
    if (!taken) {
      progress.appliedUpdates--;
      clearFailure(session);
    }
    return taken;
  };
  const save = async () => {
    await request.save(await makeCheckpoint(session, progress, settings, dataFingerprint));
    savedStep = progress.step;
    emit({ event: 'checkpoint', step: progress.step });
    progress.elapsedMs = clock.elapsedMs(); // not charged to the next step's tokens per second
  };
  // Answers whether the step before was taken, as settle does.
  const between = async (): Promise<boolean> => {
    const pause = control?.pause() ?? null;
    if (pause === null && !control?.saveWanted()) return true;
    const taken = await settle();
    if (progress.step > savedStep) await save();
    if (pause === null) return taken;
    await session.queue.idle();
    emit({ event: 'paused', step: progress.step });
    await clock.standStill(unlessAborted(pause, signal));
    emit({ event: 'resumed', step: progress.step });
    return taken;
  };
  // A validation or visit that a stop cut short is made up for after resuming.
  const validateIfDue = async () => {
    if (!validationDue(settings, length, progress.step) || progress.validations.at(-1)?.step === progress.step) return;
    await settle();
    await validate(session, request, progress, between);
    progress.elapsedMs = clock.elapsedMs();
  };
  const visitIfDue = async () => {
    if (!request.visits?.due(progress.step)) return;
    await settle();
    await request.visits.visit(progress.step);
    progress.elapsedMs = clock.elapsedMs();
  };
  const over = () => progress.step >= length.total || outOfPatience(settings, progress.validations);

  clearFailure(session);
  let status: TrainResult['status'] = 'finished';
  try {
    await validateIfDue();
    await visitIfDue();
    while (!over() && !signal?.aborted) {
      const k = progress.step;
      const group = groupAt(k, length.perEpoch);
      const lr = rateAt(settings, length.total, k - progress.skippedSteps);
      const lossScale = scaleAfter(progress, pending);
      const { weightDecay, maxGradNorm, seed } = settings;
      const update = { ...ADAM, lr, weightDecay, maxGradNorm, update: progress.appliedUpdates + 1 };
      const submitted = await submitStep(session, { group, step: k, seed, update, lossScale, signal, between });
      // The step before was not taken: this one stood on a scale and a learning rate that it must not have, and is done again.
      if (!(await settle()) || submitted === null) continue;
      pending = { submitted, step: k + 1, lr, epoch: (k + 1) / length.perEpoch };
      progress.step = k + 1;
      if (submitted.applied) progress.appliedUpdates++;
      await validateIfDue();
      await visitIfDue();
      if (!saveDue(settings, length, progress.step) && !over()) continue;
      await settle();
      await save();
    }
    await settle();
    if (!over()) status = 'stopped';
  } catch (error) {
    if (!isAborted(error) || !signal?.aborted) throw error;
    status = 'stopped';
    await settle();
  }
  if (status === 'stopped' && progress.step > Math.max(0, savedStep)) await save();
  return finish(session, progress, status, length.total);
}

function rateAt(
  { schedule: name, learningRate: baseLr, warmupSteps }: TrainSettings,
  totalSteps: number,
  k: number,
): number {
  return learningRate({ name, baseLr, warmupSteps, totalSteps }, k);
}

async function validate(
  session: Session,
  { validation, signal, emit, baseValidation }: TrainRequest,
  progress: Progress,
  between: () => Promise<unknown>,
): Promise<void> {
  const measure = async (adapter: boolean) =>
    weightedLoss(await rowLosses(session, validation, { adapter, signal, between }));
  const summary = await measure(true);
  if (summary === null) return;
  // Here rather than before the first step, which nobody wants to wait for.
  const known = progress.validations.some((earlier) => earlier.base);
  const base = known ? null : (baseValidation ?? (await measure(false)));
  const { loss } = summary;
  const best = Number.isFinite(loss) && (progress.best === null || loss < progress.best.loss);
  if (best) progress.best = { step: progress.step, loss, adapter: await readAdapter(session) };
  const record = {
    ...{ step: progress.step, ...summary, best },
    ...(base && { base: { loss: base.loss, perplexity: base.perplexity } }),
  };
  progress.validations.push(record);
  emit({ event: 'validation', ...record });
}

async function finish(
  session: Session,
  progress: Progress,
  status: TrainResult['status'],
  totalSteps: number,
): Promise<TrainResult> {
  const last = await readAdapter(session);
  const adapter = progress.best?.adapter ?? last;
  if (progress.best) writeAdapter(session, progress.best.adapter);
  // A step whose group had no answer token has no loss.
  const tail = progress.steps.filter((s) => s.supervisedTokens > 0).slice(-10);
  return {
    status,
    steps: progress.steps,
    validations: progress.validations,
    finalTrainingLoss: tail.reduce((sum, s) => sum + s.loss, 0) / Math.max(1, tail.length),
    bestStep: progress.best?.step ?? null,
    adapterStep: progress.best?.step ?? progress.step,
    endedEarly: status === 'finished' && progress.step < totalSteps,
    adapter,
    lastAdapter: progress.best && progress.best.step !== progress.step ? last : null,
    elapsedMs: progress.elapsedMs,
  };
}
