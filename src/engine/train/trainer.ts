import { isAborted, RunError, UserError } from '../../lib/errors.ts';
import { rowLosses } from '../model/losses.ts';
import type { Session } from '../model/session.ts';
import type {
  NamedTensor,
  StepRecord,
  StepScalars,
  TokenRow,
  TrainCheckpoint,
  TrainEvent,
  TrainResult,
  TrainSettings,
  ValidationRecord,
} from '../types.ts';
import { readAdapter, readAdapterState, writeAdapter, writeAdapterState } from './adapterState.ts';
import { countSteps, epochGroups } from './batches.ts';
import { fingerprintRows } from './fingerprint.ts';
import { learningRate } from './schedule.ts';
import { clearFailure, type SubmittedStep, submitStep } from './step.ts';

export interface TrainRequest {
  readonly train: readonly TokenRow[];
  readonly validation: readonly TokenRow[];
  readonly settings: TrainSettings;
  readonly resume?: TrainCheckpoint;
  readonly emit: (event: TrainEvent) => void;
  readonly save: (checkpoint: TrainCheckpoint) => Promise<void>;
  /** Stop and keep: the group under way is dropped, the result is that of the last finished step. */
  readonly signal?: AbortSignal;
}

/** AdamW as in the recipe; torch's defaults. */
const ADAM = { beta1: 0.9, beta2: 0.999, eps: 1e-8 } as const;

interface Progress {
  step: number;
  appliedUpdates: number;
  elapsedMs: number;
  steps: StepRecord[];
  validations: ValidationRecord[];
  best: { step: number; loss: number; adapter: readonly NamedTensor[] } | null;
}

/**
 * Trains the session's adapter with the semantics of spec 5 and 6: a fresh permutation per epoch, token-weighted accumulation groups that
 * never cross an epoch, then, by step number, validate and save, and both at the last step. Each step is recorded whatever
 * `loggingSteps` says. At the end the engine holds the adapter of the best validation, or of the last step when nothing was validated.
 * @throws UserError when nothing is supervised or the checkpoint belongs to another run; RunError when the loss is not finite or the GPU is lost.
 */
export async function train(session: Session, request: TrainRequest): Promise<TrainResult> {
  const { settings, emit } = request;
  if (!session.adapter) throw new UserError('There is no adapter to train.');
  if (!request.train.some((row) => row.supervised.some((s, i) => i > 0 && s === 1))) {
    throw new UserError('No training row has an answer token to learn from.', {
      remedy: 'Check the completion template and the maximum length.',
    });
  }
  const dataFingerprint = fingerprintRows(request.train, request.validation);
  const progress = request.resume ? restore(session, request.resume, settings, dataFingerprint) : emptyProgress();
  clearFailure(session);
  const { perEpoch, total } = countSteps(request.train.length, settings);
  const clock = { startMs: performance.now() - progress.elapsedMs };
  let status: TrainResult['status'] = 'finished';
  let pending: { submitted: SubmittedStep; step: number; lr: number; epoch: number } | null = null;

  // The figures of a step are read while the next one runs.
  const settle = async () => {
    if (!pending) return;
    const { submitted, step, lr, epoch } = pending;
    pending = null;
    const record = recordStep(await submitted.scalars, {
      step,
      total,
      lr,
      epoch,
      elapsedMs: performance.now() - clock.startMs,
      before: progress,
    });
    progress.elapsedMs = record.elapsedMs;
    progress.steps.push(record);
    emit({ event: 'step', ...record });
  };

  try {
    let epoch = -1;
    let groups: ReturnType<typeof epochGroups> = [];
    while (progress.step < total) {
      if (request.signal?.aborted) {
        status = 'stopped';
        break;
      }
      const k = progress.step;
      const within = k % perEpoch;
      if (Math.floor(k / perEpoch) !== epoch) {
        epoch = Math.floor(k / perEpoch);
        groups = epochGroups(request.train.length, settings, epoch);
      }
      const group = (groups[within] ?? []).map((micro) => micro.map((i) => request.train[i] as TokenRow));
      const lr = learningRate(
        {
          name: settings.schedule,
          baseLr: settings.learningRate,
          warmupSteps: settings.warmupSteps,
          totalSteps: total,
        },
        k,
      );
      const update = {
        ...ADAM,
        lr,
        weightDecay: settings.weightDecay,
        maxGradNorm: settings.maxGradNorm,
        update: progress.appliedUpdates + 1,
      };
      const submitted = await submitStep(session, {
        group,
        step: k,
        seed: settings.seed,
        update,
        signal: request.signal,
      });
      await settle();
      pending = { submitted, step: k + 1, lr, epoch: epoch + (within + 1) / perEpoch };
      progress.step = k + 1;
      if (group.flat().some((row) => row.supervised.some((s, i) => i > 0 && s === 1))) progress.appliedUpdates++;
      const last = progress.step === total;
      const validateNow =
        request.validation.length > 0 &&
        (last || (settings.evalSteps === null ? within + 1 === perEpoch : progress.step % settings.evalSteps === 0));
      const saveNow = last || progress.step % settings.saveSteps === 0;
      if (validateNow || saveNow) await settle();
      if (validateNow) await validate(session, request, progress);
      if (saveNow) await save(session, request, progress, dataFingerprint);
    }
    await settle();
  } catch (error) {
    if (!isAborted(error) || !request.signal?.aborted) throw error;
    status = 'stopped';
    await settle();
  }
  if (status === 'stopped' && progress.step > 0) await save(session, request, progress, dataFingerprint);
  return finish(session, progress, status);
}

function emptyProgress(): Progress {
  return { step: 0, appliedUpdates: 0, elapsedMs: 0, steps: [], validations: [], best: null };
}

function recordStep(
  scalars: StepScalars,
  at: { step: number; total: number; lr: number; epoch: number; elapsedMs: number; before: Progress },
): StepRecord {
  const { loss, gradNorm, tokens, supervisedTokens } = scalars;
  if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
    throw new RunError(
      `The loss was not a finite number at step ${at.step}. The adapter still holds step ${at.step - 1}. Resume from the last checkpoint with a lower learning rate.`,
    );
  }
  const tookMs = Math.max(at.elapsedMs - at.before.elapsedMs, 1e-3);
  return {
    step: at.step,
    totalSteps: at.total,
    epoch: at.epoch,
    loss,
    lr: at.lr,
    gradNorm,
    tokens,
    supervisedTokens,
    elapsedMs: at.elapsedMs,
    tokensPerSec: (tokens / tookMs) * 1000,
  };
}

async function validate(session: Session, request: TrainRequest, progress: Progress): Promise<void> {
  const losses = await rowLosses(session, request.validation, { adapter: true, signal: request.signal });
  const tokens = losses.reduce((sum, l) => sum + l.tokens, 0);
  if (tokens === 0) return;
  const loss = losses.reduce((sum, l) => sum + l.lossSum, 0) / tokens;
  const best = progress.best === null || loss < progress.best.loss;
  if (best) progress.best = { step: progress.step, loss, adapter: await readAdapter(session) };
  const record = { step: progress.step, loss, perplexity: Math.exp(loss), tokens, rows: losses.length, best };
  progress.validations.push(record);
  request.emit({ event: 'validation', ...record });
}

async function save(
  session: Session,
  request: TrainRequest,
  progress: Progress,
  dataFingerprint: string,
): Promise<void> {
  const state = await readAdapterState(session);
  await request.save({
    state: {
      formatVersion: 1,
      step: progress.step,
      appliedUpdates: progress.appliedUpdates,
      settings: request.settings,
      lora: (session.adapter as NonNullable<Session['adapter']>).layout.settings,
      dataFingerprint,
      kernels: session.info.kernels,
      checkpointing: session.info.checkpointing,
      elapsedMs: progress.elapsedMs,
      steps: [...progress.steps],
      validations: [...progress.validations],
      bestStep: progress.best?.step ?? null,
    },
    ...state,
    bestAdapter: progress.best?.adapter ?? null,
  });
  request.emit({ event: 'checkpoint', step: progress.step });
}

function restore(
  session: Session,
  { state, bestAdapter, ...tensors }: TrainCheckpoint,
  settings: TrainSettings,
  dataFingerprint: string,
): Progress {
  if (state.dataFingerprint !== dataFingerprint) {
    throw new UserError('The checkpoint was made with other training rows.', {
      remedy: 'Resume with the same file, filter, templates and split, or start a new run.',
    });
  }
  for (const key of Object.keys(settings) as (keyof TrainSettings)[]) {
    if (state.settings[key] !== settings[key]) {
      throw new UserError(
        `The checkpoint was made with ${key} = ${state.settings[key]}, this run asks for ${settings[key]}.`,
        { remedy: 'Resume with the same settings, or start a new run.' },
      );
    }
  }
  writeAdapterState(session, tensors);
  const validation = state.validations.find((v) => v.step === state.bestStep);
  return {
    step: state.step,
    appliedUpdates: state.appliedUpdates,
    elapsedMs: state.elapsedMs,
    steps: [...state.steps],
    validations: [...state.validations],
    best: validation && bestAdapter ? { step: validation.step, loss: validation.loss, adapter: bestAdapter } : null,
  };
}

async function finish(session: Session, progress: Progress, status: TrainResult['status']): Promise<TrainResult> {
  const adapter = progress.best?.adapter ?? (await readAdapter(session));
  if (progress.best) writeAdapter(session, progress.best.adapter);
  const tail = progress.steps.slice(-10);
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
