import { countSteps } from '../engine/train/batches.ts';
import type { StepRecord } from '../engine/types.ts';
import { lossSeries } from '../lib/chart/lossSeries.ts';
import type { RunRecord } from './record.ts';
import { trainSettings } from './settings.ts';
import type { PlannedTrial } from './trialGrid.ts';
import type { CurvePoint, TrialRecord, TrialStatus } from './trialRecord.ts';

/** Enough for a line over the width of a page. */
const MAX_CURVE_POINTS = 200;

/** A trial that has not begun; `rows`: those of the training part. */
export function waitingTrial({ number, config, differs }: PlannedTrial, rows: number): TrialRecord {
  const { learningRate, batchSize } = config;
  return {
    ...{ number, learningRate, batchSize, differs },
    status: 'waiting',
    reason: null,
    steps: 0,
    totalSteps: countSteps(rows, trainSettings(config)).total,
    finalTrainingLoss: null,
    bestValidationLoss: null,
    bestStep: null,
    testLoss: null,
    testPerplexity: null,
    elapsedMs: 0,
    folder: null,
    curve: [],
  };
}

/** A trial that left an adapter. */
export function keptTrial(
  trial: TrialRecord,
  { training, evaluation }: RunRecord,
  folder: string,
  status: Extract<TrialStatus, 'finished' | 'endedEarly' | 'stopped'>,
): TrialRecord {
  const losses = training.validations.map(({ loss }) => loss).filter(Number.isFinite);
  return {
    ...trial,
    status,
    reason: training.endedReason ?? null,
    steps: training.steps.length,
    finalTrainingLoss: training.finalTrainingLoss,
    bestValidationLoss: losses.length === 0 ? null : Math.min(...losses),
    bestStep: training.bestStep,
    testLoss: evaluation.tuned.loss,
    testPerplexity: evaluation.tuned.perplexity,
    elapsedMs: training.elapsedMs,
    folder,
    curve: curveOf(training.steps),
  };
}

/** A trial that left nothing but its steps. */
export function lostTrial(
  trial: TrialRecord,
  steps: readonly StepRecord[],
  status: Extract<TrialStatus, 'failed' | 'cancelled'>,
  reason: string | null,
): TrialRecord {
  const elapsedMs = steps.at(-1)?.elapsedMs ?? 0;
  return { ...trial, status, reason, steps: steps.length, elapsedMs, curve: curveOf(steps) };
}

function curveOf(steps: readonly StepRecord[]): CurvePoint[] {
  return lossSeries({ steps: steps.map(({ step }) => step), losses: steps.map(({ loss }) => loss) }, MAX_CURVE_POINTS);
}

/** The trial with the lowest validation loss, the first of equals, of those that left an adapter; null: none did. */
export function bestTrial<T extends { readonly record: TrialRecord }>(trials: readonly T[]): T | null {
  const loss = ({ record }: T) => record.bestValidationLoss ?? Number.POSITIVE_INFINITY;
  const kept = trials.filter(({ record }) => record.folder !== null);
  return kept.reduce<T | null>((best, trial) => (best === null || loss(trial) < loss(best) ? trial : best), null);
}
