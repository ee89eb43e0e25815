import type { TrialRecord } from '../run/trialRecord.ts';
import type { MetricLog } from './metricLog.ts';

/** Whole percent of the optimizer steps done, rounded down: 100 means all of them. */
export function percentDone(log: Pick<MetricLog, 'length' | 'totalSteps'>): number {
  return log.totalSteps === 0 ? 0 : Math.floor((100 * log.length) / log.totalSteps);
}

/** Of a grid all trials count alike; `percent`: of the one under way. Without trials it is the run's own. */
export function percentOfTrials(percent: number, trials: readonly Pick<TrialRecord, 'status'>[]): number {
  if (!trials.some(({ status }) => status === 'running')) return percent;
  const over = trials.filter(({ status }) => status !== 'running' && status !== 'waiting').length;
  return Math.floor((100 * over + percent) / trials.length);
}
