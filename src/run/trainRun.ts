import type { TrainResult, ValidationRecord } from '../engine/types.ts';
import { isAborted } from '../lib/errors.ts';
import type { RunCheckpoint } from './checkpoints.ts';
import type { RunConfig } from './config.ts';
import { isMeasurable, type PartEvaluator, type Report } from './evaluateParts.ts';
import type { LiveAnswerRecord, RateChange, RepeatedRecord, RunEvent } from './events.ts';
import { liveAnswers } from './liveQuestion.ts';
import { asked, type OpenRun } from './openRun.ts';
import type { RunRecord } from './record.ts';
import type { RunPorts, RunSignals } from './runPorts.ts';
import { anySignal } from './signals.ts';
import type { RowTokenLosses } from './tokenLosses.ts';
import { trainAdapter } from './trainAdapter.ts';

/** What training came to, measured on the test rows and the validation rows; the kept adapter is in the engine. */
export interface TrainedRun {
  readonly trained: TrainResult;
  readonly evaluation: RunRecord['evaluation'];
  readonly validation: NonNullable<RunRecord['validation']> | null;
  readonly repeated: RepeatedRecord;
  /** Of the test rows, token by token. */
  readonly rowTokens: readonly RowTokenLosses[];
  readonly learning: RunRecord['learning'];
  readonly rateChanges: readonly RateChange[];
  /** Steps after which a checkpoint was written. */
  readonly checkpoints: readonly number[];
}

export interface TrainOptions {
  readonly resumed: RunCheckpoint | null;
  readonly emit: (event: RunEvent) => void;
  readonly signals: RunSignals;
  /** What an earlier trial learned of the base, which is the same one. */
  readonly known?: {
    readonly baseAnswer: LiveAnswerRecord | undefined;
    readonly baseValidation: ValidationRecord['base'];
  };
}

/**
 * Trains the adapter that is in the engine, or goes on from a checkpoint, and measures it beside the base.
 * @throws RunError for GPU or numbers, AbortedError when nothing is kept.
 */
export async function trainAndMeasure(
  run: OpenRun,
  config: RunConfig,
  ports: RunPorts,
  { resumed, emit, signals, known }: TrainOptions,
): Promise<TrainedRun> {
  const { engine, evaluator, tokenizer, stops, liveQuestion, base } = run;
  const rateChanges = resumed?.rateChanges ?? [];
  const saved = [...(resumed?.saved ?? [])];
  const answers = liveAnswers({
    question: liveQuestion,
    tokenizer,
    stopIds: stops,
    generator: engine,
    before: resumed?.answers ?? (known?.baseAnswer ? [known.baseAnswer] : []),
    onAnswer: (record) => emit({ event: 'answer', ...record }),
  });
  if (resumed === null && known?.baseAnswer) emit({ event: 'answer', ...known.baseAnswer });
  // Before the first step there is nothing to keep, so that stopping is aborting.
  await answers.ask({ percent: 0, step: 0 }, anySignal([signals.stop, signals.abort]));
  const trained = await trainAdapter(engine, config, ports, {
    resumed,
    rateChanges,
    saved,
    answers,
    emit,
    signals,
    ...(known?.baseValidation && { baseValidation: known.baseValidation }),
  });
  await answers.ask({ percent: 100, step: trained.adapterStep }, signals.abort);
  const report = { emit, signal: signals.abort };
  const tuned = await evaluator.tuned('test', base, report);
  const repeated = evaluator.repeated();
  emit({ event: 'repeated', ...repeated });
  const { evaluation, rowTokens } = evaluator.compare('test', base, tuned, emit);
  const validation = isMeasurable(ports.data.parts.validation)
    ? await unlessSkipped(compareValidation(evaluator, report))
    : null;
  return {
    trained,
    evaluation: { ...evaluation, part: 'test' },
    validation,
    repeated,
    rowTokens,
    learning: liveQuestion && { ...asked(liveQuestion), answers: answers.records },
    rateChanges,
    checkpoints: saved,
  };
}

/** By now everything that counts is measured: who ends it here skips the rest, and loses nothing. */
async function unlessSkipped<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isAborted(error)) return null;
    throw error;
  }
}

/** The rows that chose the adapter, on their own; the base is measured once for all trials. */
async function compareValidation(
  evaluator: PartEvaluator,
  report: Report,
): Promise<NonNullable<RunRecord['validation']>> {
  const base = await evaluator.base('validation', report);
  const tuned = await evaluator.tuned('validation', base, report);
  return { ...evaluator.compare('validation', base, tuned, report.emit).evaluation, part: 'validation' };
}
