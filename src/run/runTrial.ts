import { countSteps } from '../engine/train/batches.ts';
import type { NamedTensor, StepRecord, ValidationRecord } from '../engine/types.ts';
import { isAborted, messageOf, RunError } from '../lib/errors.ts';
import type { RunCheckpoint } from './checkpoints.ts';
import { describeRun } from './describeRun.ts';
import type { LiveAnswerRecord, RunEvent } from './events.ts';
import type { OpenRun } from './openRun.ts';
import type { RunPorts, RunSignals } from './runPorts.ts';
import { trainSettings } from './settings.ts';
import { anySignal } from './signals.ts';
import { type TrainedRun, trainAndMeasure } from './trainRun.ts';
import type { OverTrial, TrialStore } from './trialFiles.ts';
import type { PlannedTrial } from './trialGrid.ts';
import type { LoserRule } from './trialRecord.ts';
import { loserReason, type TrialProgress } from './trialRules.ts';
import { bestTrial, keptTrial, lostTrial, waitingTrial } from './trialState.ts';

export interface TrialPorts extends RunPorts {
  readonly trials: TrialStore;
  /** Raised when a person takes that trial out: it is left out, or ended with nothing kept, and the next one begins. */
  cancelOf?(number: number): AbortSignal;
}

export interface TrialContext {
  /** The trials so far, by their place; null: not over. */
  readonly over: readonly (OverTrial | null)[];
  readonly ports: TrialPorts;
  readonly stopLosers: LoserRule | null;
  readonly emit: (event: RunEvent) => void;
  readonly signals: RunSignals;
  /** The checkpoint of this very trial. */
  readonly resumed: RunCheckpoint | null;
  /** What every trial begins with. */
  readonly firstAdapter: readonly NamedTensor[];
}

/** One trial to its end; null: a stop came before its first step, with earlier trials to keep. */
export async function runTrial(
  run: OpenRun,
  trial: PlannedTrial,
  { over, ports, stopLosers, emit, signals, resumed, firstAdapter }: TrialContext,
): Promise<OverTrial | null> {
  const { config, number } = trial;
  const startedAt = ports.now();
  const length = countSteps(ports.data.parts.train.rows.length, trainSettings(config));
  const waiting = waitingTrial(trial, ports.data.parts.train.rows.length);
  const cancel = ports.cancelOf?.(number);
  const steps: StepRecord[] = [...(resumed?.state.steps ?? [])];
  const validations: ValidationRecord[] = [...(resumed?.state.validations ?? [])];
  const loser = new AbortController();
  let reason: string | null = null;
  const watch = (event: RunEvent) => {
    emit(event);
    if (event.event === 'step') steps.push(event);
    if (event.event !== 'validation') return;
    validations.push(event);
    if (stopLosers === null) return;
    const progress = { number, validations, totalSteps: length.total, stepsPerEpoch: length.perEpoch };
    reason = loserReason(stopLosers, progress, bestFinished(over));
    if (reason !== null) loser.abort();
  };
  if (resumed === null) {
    await ports.checkpoints.clear();
    run.engine.writeAdapter(firstAdapter);
  }
  let measured: TrainedRun;
  try {
    measured = await trainAndMeasure(run, config, ports, {
      resumed,
      emit: watch,
      signals: { stop: anySignal([signals.stop, loser.signal]), abort: anySignal([signals.abort, cancel]) },
      known: knownOfBase(over),
    });
  } catch (error) {
    if (error instanceof RunError && error.reason === 'notFinite')
      return { record: lostTrial(waiting, steps, 'failed', messageOf(error)), kept: null };
    if (!isAborted(error) || signals.abort?.aborted) throw error;
    if (cancel?.aborted) return { record: lostTrial(waiting, steps, 'cancelled', null), kept: null };
    if (over.some((other) => other?.kept)) return null;
    throw error;
  }
  const endedEarly = reason !== null && measured.trained.status === 'stopped' && !signals.stop?.aborted;
  const trained = endedEarly ? { ...measured.trained, status: 'finished' as const, endedEarly } : measured.trained;
  const described = describeRun({
    ...{ config, ports, info: run.engine.info, ...measured, trained },
    predictions: [],
    startedAt,
  });
  const record = endedEarly && reason ? withReason(described, reason) : described;
  const status = endedEarly ? 'endedEarly' : trained.status;
  return {
    record: keptTrial(waiting, record, trial.folder, status),
    kept: { run: record, adapter: trained.adapter, rowTokens: measured.rowTokens },
  };
}

function withReason<R extends { readonly training: object }>(run: R, endedReason: string): R {
  return { ...run, training: { ...run.training, endedReason } };
}

/** The base is the same in every trial: its answer and its validation loss come from the first one that has them. */
function knownOfBase(over: readonly (OverTrial | null)[]): {
  readonly baseAnswer: LiveAnswerRecord | undefined;
  readonly baseValidation: ValidationRecord['base'];
} {
  const runs = over.flatMap((trial) => (trial?.kept ? [trial.kept.run] : []));
  return {
    baseAnswer: runs.flatMap(({ learning }) => learning?.answers ?? []).find(({ percent }) => percent === 0),
    baseValidation: runs.flatMap(({ training }) => training.validations).find(({ base }) => base)?.base,
  };
}

/** The trial that others are compared with: the best of those that ran to their end. */
function bestFinished(over: readonly (OverTrial | null)[]): Omit<TrialProgress, 'stepsPerEpoch'> | null {
  const best = bestTrial(over.flatMap((trial) => (trial?.record.status === 'finished' ? [trial] : [])));
  if (best?.kept == null) return null;
  const { validations, totalSteps } = best.kept.run.training;
  return { number: best.record.number, validations, totalSteps };
}
