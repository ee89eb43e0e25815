import type { LossData, StepColumns } from '../lib/chart/drawnLoss.ts';
import { baselineOf } from './baseline.ts';
import type { FinishedRun, LossCurve } from './finishedRuns.ts';
import type { MetricLog } from './metricLog.ts';
import type { RunFacts } from './runFacts.ts';

type Validations = MetricLog['validations'];

/** A run under way as its chart draws it: views into the log, to be made anew when its version changes. */
export function liveLossData(log: MetricLog, facts: RunFacts): LossData {
  const { totalSteps, validations, broken } = log;
  return { columns: columnsOf(log), totalSteps, broken, ...reached(validations, facts) };
}

/** A run that has ended. */
export function finishedLossData({ curve, validations, facts }: FinishedRun): LossData {
  const { totalSteps, broken } = curve;
  return { columns: curve, totalSteps, broken, ...reached(validations, facts) };
}

/** A copy of the log, which the next run begins anew. */
export function keptCurve(log: MetricLog): LossCurve {
  const { steps, losses, epochs, tokens, elapsedMs } = columnsOf(log);
  return {
    steps: steps.slice(),
    losses: losses.slice(),
    epochs: epochs.slice(),
    tokens: tokens.slice(),
    elapsedMs: elapsedMs.slice(),
    totalSteps: log.totalSteps,
    broken: [...log.broken],
  };
}

function columnsOf(log: Pick<MetricLog, 'column'>): Record<keyof StepColumns, Float64Array> {
  return {
    steps: log.column('step'),
    losses: log.column('loss'),
    epochs: log.column('epoch'),
    tokens: log.column('tokens'),
    elapsedMs: log.column('elapsedMs'),
  };
}

function reached(validations: Validations, { base, checkpoints }: RunFacts) {
  return {
    validations,
    checkpoints,
    baseLoss: baselineOf({ validations }, base)?.loss ?? null,
    bestStep: validations.findLast(({ best }) => best)?.step ?? null,
  };
}
