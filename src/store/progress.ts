import type { MetricLog } from './metricLog.ts';

/** Whole percent of the optimizer steps done, rounded down: 100 means all of them. */
export function percentDone(log: Pick<MetricLog, 'length' | 'totalSteps'>): number {
  return log.totalSteps === 0 ? 0 : Math.floor((100 * log.length) / log.totalSteps);
}
