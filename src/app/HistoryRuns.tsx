import { HistoryPlace } from '../features/history/HistoryPlace.tsx';
import { verdict } from '../features/results/verdict.ts';

/** The history of runs, with the outcome of each in the words of Results. */
export function HistoryRuns() {
  return <HistoryPlace verdict={verdict} />;
}
