import type { MetricLog } from './metricLog.ts';

/** Time to the last step in ms at the mean pace of the last ten steps; null before two steps are known. */
export function remainingMs(log: Pick<MetricLog, 'column' | 'totalSteps'>): number | null {
  const elapsed = log.column('elapsedMs');
  const last = elapsed.length - 1;
  if (last < 1) return null;
  const first = Math.max(0, last - 10);
  const pace = ((elapsed[last] as number) - (elapsed[first] as number)) / (last - first);
  return pace * (log.totalSteps - elapsed.length);
}

/** Tokens per second over the last ten steps: a single step says little, since its figures are read back late. */
export function recentSpeed(log: Pick<MetricLog, 'column'>): number {
  const elapsed = log.column('elapsedMs');
  const tokens = log.column('tokens').subarray(-10);
  const before = elapsed.length > 10 ? (elapsed[elapsed.length - 11] as number) : 0;
  const tookMs = (elapsed.at(-1) ?? 0) - before;
  return tookMs > 0 ? (1000 * tokens.reduce((sum, count) => sum + count, 0)) / tookMs : 0;
}
