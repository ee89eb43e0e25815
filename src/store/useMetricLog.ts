import { useSyncExternalStore } from 'react';
import type { TrialRecord } from '../run/trialRecord.ts';
import type { MetricLog } from './metricLog.ts';
import { playedLog } from './player.ts';
import { percentDone, percentOfTrials } from './progress.ts';
import { metricLog, useRun } from './run.ts';

const NO_TRIALS: readonly TrialRecord[] = [];

/** The metric log, drawing anew at each of its notifications. */
export function useMetricLog(): MetricLog {
  return useLog(metricLog);
}

/** The log of the recording that is played. */
export function usePlayedLog(): MetricLog {
  return useLog(playedLog);
}

function useLog(log: MetricLog): MetricLog {
  useSyncExternalStore(log.subscribe, log.version);
  return log;
}

/** Whole percent of the optimizer steps done; draws anew only when it changes, not with every step. */
export function usePercentDone(): number {
  const trials = useRun((run) => ('facts' in run ? run.facts.trials : NO_TRIALS));
  return useSyncExternalStore(metricLog.subscribe, () => percentOfTrials(percentDone(metricLog), trials));
}
