import { isAborted, UserError } from '../../lib/errors.ts';
import { checkRows } from '../model/checkRows.ts';
import { supervisedCount } from '../model/inputs.ts';
import { rowLosses, weightedLoss } from '../model/losses.ts';
import type { Session } from '../model/session.ts';
import type { TokenRow, TrainCheckpoint, TrainEvent, TrainResult, TrainSettings } from '../types.ts';
import { clearMoments, readAdapter, writeAdapter } from './adapterState.ts';
import { capacityFor, countSteps, epochGroups, type StepGroup } from './batches.ts';
import { makeCheckpoint, restoreCheckpoint } from './checkpoint.ts';
import { fingerprintRows } from './fingerprint.ts';
import { type PendingStep, type Progress, recordStep, saveDue, startProgress, validationDue } from './progress.ts';
import { learningRate } from './schedule.ts';
import { clearFailure, submitStep } from './step.ts';

export interface TrainRequest {
  readonly train: readonly TokenRow[];
  readonly validation: readonly TokenRow[];
  readonly settings: TrainSettings;
  /** A checkpoint of the same settings, adapter shape and rows: the run goes on with the bits that it would have had. */
  readonly resume?: TrainCheckpoint;
  readonly emit: (event: TrainEvent) => void;
  readonly save: (checkpoint: TrainCheckpoint) => Promise<void>;
  /** Stop and keep: the group under way is dropped, the result is that of the last finished step. */
  readonly signal?: AbortSignal;
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
  const { settings, emit, signal } = request;
  if (!session.adapter) throw new UserError('There is no adapter to train.');
  checkData(session, request);
  const dataFingerprint = fingerprintRows(request.train, request.validation);
  const progress = request.resume ? restoreCheckpoint(session, request.resume) : startProgress();
  if (!request.resume) await clearMoments(session);
  const length = countSteps(request.train.length, settings);
  const startMs = performance.now() - progress.elapsedMs;
  const groupAt = groupsOf(request);
  let pending: PendingStep | null = null;

  // The figures of a step are read while the next one runs.
  const settle = async () => {
    if (!pending) return;
    const step = pending;
    pending = null;
    const scalars = await step.submitted.scalars;
    emit({ event: 'step', ...recordStep(progress, step, scalars, length.total, performance.now() - startMs) });
  };
  const save = async () => {
    await request.save(await makeCheckpoint(session, progress, settings, dataFingerprint));
    emit({ event: 'checkpoint', step: progress.step });
    progress.elapsedMs = performance.now() - startMs; // not charged to the next step's tokens per second
  };
  // A validation that a stop cut short is made up for after resuming.
  const validateIfDue = async () => {
    if (!validationDue(settings, length, progress.step) || progress.validations.at(-1)?.step === progress.step) return;
    await settle();
    await validate(session, request, progress);
    progress.elapsedMs = performance.now() - startMs;
  };

  clearFailure(session);
  let status: TrainResult['status'] = 'finished';
  try {
    await validateIfDue();
    while (progress.step < length.total && !signal?.aborted) {
      const k = progress.step;
      const group = groupAt(k, length.perEpoch);
      const lr = rateAt(settings, length.total, k);
      const { weightDecay, maxGradNorm, seed } = settings;
      const update = { ...ADAM, lr, weightDecay, maxGradNorm, update: progress.appliedUpdates + 1 };
      const submitted = await submitStep(session, { group, step: k, seed, update, signal });
      await settle();
      pending = { submitted, step: k + 1, lr, epoch: (k + 1) / length.perEpoch };
      progress.step = k + 1;
      if (submitted.applied) progress.appliedUpdates++;
      await validateIfDue();
      if (!saveDue(settings, length, progress.step)) continue;
      await settle();
      await save();
    }
    await settle();
    if (progress.step < length.total) status = 'stopped';
  } catch (error) {
    if (!isAborted(error) || !signal?.aborted) throw error;
    status = 'stopped';
    await settle();
  }
  if (status === 'stopped' && progress.step > 0) await save();
  return finish(session, progress, status);
}

function checkData(session: Session, { train: rows, validation, settings }: TrainRequest): void {
  if (!rows.some((row) => supervisedCount(row) > 0)) {
    throw new UserError('No training row has an answer token to learn from.', {
      remedy: 'Check the completion template and the maximum length.',
    });
  }
  checkRows(session, rows, 'Training rows');
  checkRows(session, validation, 'Validation rows');
  const tokens = capacityFor(rows, settings.batchSize);
  if (tokens > session.capacity.tokens)
    throw new UserError(
      `The ${settings.batchSize} longest training rows have ${tokens} tokens together; the engine was opened for ${session.capacity.tokens}.`,
      {
        remedy: 'Use a smaller batch or a shorter maximum length.',
      },
    );
}

/** Rows of the group of step k; the permutation of an epoch is made once. */
function groupsOf({ train: rows, settings }: TrainRequest): (k: number, perEpoch: number) => TokenRow[][] {
  let epoch = -1;
  let groups: StepGroup[] = [];
  return (k, perEpoch) => {
    if (Math.floor(k / perEpoch) !== epoch) {
      epoch = Math.floor(k / perEpoch);
      groups = epochGroups(rows.length, settings, epoch);
    }
    return (groups[k % perEpoch] ?? []).map((micro) => micro.map((i) => rows[i] as TokenRow));
  };
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
  { validation, signal, emit }: TrainRequest,
  progress: Progress,
): Promise<void> {
  const summary = weightedLoss(await rowLosses(session, validation, { adapter: true, signal }));
  if (summary === null) return;
  const { loss } = summary;
  const best = Number.isFinite(loss) && (progress.best === null || loss < progress.best.loss);
  if (best) progress.best = { step: progress.step, loss, adapter: await readAdapter(session) };
  const record = { step: progress.step, ...summary, best };
  progress.validations.push(record);
  emit({ event: 'validation', ...record });
}

async function finish(session: Session, progress: Progress, status: TrainResult['status']): Promise<TrainResult> {
  const adapter = progress.best?.adapter ?? (await readAdapter(session));
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
    adapter,
    elapsedMs: progress.elapsedMs,
  };
}
