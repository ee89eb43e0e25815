import { VisuallyHidden } from '@mantine/core';
import { type RunState, useRun } from '../store/run.ts';
import { usePercentDone } from '../store/useMetricLog.ts';
import { text } from './messages/en.ts';

/** Tells a screen reader of a run at its quarters and its end, and of nothing in between. */
export function LiveProgress() {
  const run = useRun();
  const percent = usePercentDone();
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {announcement(run, percent)}
    </VisuallyHidden>
  );
}

function announcement(run: RunState, percent: number): string {
  if (run.kind === 'finished') return text.train.announceDone;
  if (run.kind === 'failed') return text.train.announceFailed;
  const quarter = Math.floor(percent / 25) * 25;
  return run.kind === 'active' && quarter > 0 ? text.train.announce(quarter) : '';
}
