import type { Engine } from '../engine/engine.ts';
import { countSteps } from '../engine/train/batches.ts';
import type { TrainResult, ValidationRecord } from '../engine/types.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { AbortedError } from '../lib/errors.ts';
import type { RunCheckpoint } from './checkpoints.ts';
import type { RunConfig } from './config.ts';
import type { RateChange, RunEvent } from './events.ts';
import { answerSteps, type LiveAnswers } from './liveQuestion.ts';
import type { RunPorts, RunSignals } from './runPorts.ts';
import { trainSettings } from './settings.ts';
import { anySignal } from './signals.ts';

export interface TrainContext {
  readonly resumed: RunCheckpoint | null;
  readonly rateChanges: readonly RateChange[];
  /** Grows by the step of every checkpoint. */
  readonly saved: number[];
  readonly answers: LiveAnswers;
  readonly emit: (event: RunEvent) => void;
  readonly signals: RunSignals;
  /** The base on the validation rows, as an earlier trial measured it. */
  readonly baseValidation?: ValidationRecord['base'];
}

/** Trains from the start or from a checkpoint; the kept adapter is in the engine on return. AbortedError when no step was finished. */
export async function trainAdapter(
  engine: Engine,
  config: RunConfig,
  { data, checkpoints, control, keep }: RunPorts,
  { resumed, rateChanges, saved, answers, emit, signals, baseValidation }: TrainContext,
): Promise<TrainResult> {
  const settings = trainSettings(config);
  // To keep what a checkpoint has learned is to stop before the next step.
  const signal = anySignal([signals.stop, signals.abort, keep ? AbortSignal.abort() : undefined]);
  const marks = answerSteps(countSteps(data.parts.train.rows.length, settings).total);
  const result = await engine.train({
    train: data.parts.train.rows,
    validation: data.parts.validation.rows,
    settings,
    ...(resumed && { resume: resumed }),
    ...(baseValidation && { baseValidation }),
    emit,
    async save(checkpoint) {
      saved.push(checkpoint.state.step);
      await checkpoints.save({ ...checkpoint, answers: [...answers.records], rateChanges, saved: [...saved] });
      control?.saved();
    },
    ...(signal && { signal }),
    ...(control && { control }),
    visits: {
      due(step) {
        const percent = marks.get(step);
        return percent !== undefined && answers.due(percent);
      },
      visit: (step) => answers.ask({ percent: marks.get(step) ?? 50, step }, signal),
    },
  });
  throwIfAborted(signals.abort);
  if (result.steps.length === 0) throw new AbortedError('Stopped before the first step: nothing was learned.');
  return result;
}
