import { useSyncExternalStore } from 'react';
import type { MetricLog } from './metricLog.ts';
import { metricLog } from './run.ts';

/** The metric log, drawing anew at each of its notifications. */
export function useMetricLog(): MetricLog {
  useSyncExternalStore(metricLog.subscribe, metricLog.version);
  return metricLog;
}
