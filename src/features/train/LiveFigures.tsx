import { text } from '../../app/messages/en.ts';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import { recentSpeed, remainingMs } from '../../store/lossSeries.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import type { RunState } from '../../store/run.ts';
import { Figures } from '../../ui/Figures.tsx';
import classes from './Train.module.css';

export function LiveFigures({ log, run }: { readonly log: MetricLog; readonly run: RunState }) {
  const last = log.at(log.length - 1);
  if (last === undefined) return null;
  const left = remainingMs(log);
  const time =
    run.kind === 'finished' || log.length === log.totalSteps
      ? { label: text.train.elapsed, value: formatDuration(last.elapsedMs) }
      : { label: text.train.timeLeft, value: left === null ? text.train.unknown : formatDuration(left) };
  return (
    <div className={classes.strip}>
      <Figures
        label={text.train.figures}
        figures={[
          { label: text.train.step, value: text.train.stepOf(last.step, log.totalSteps) },
          time,
          { label: text.train.speed, value: formatNumber(recentSpeed(log)) },
          { label: text.train.loss, value: last.loss.toFixed(3) },
          { label: text.train.learningRate, value: formatRate(last.lr) },
        ]}
      />
    </div>
  );
}

/** Three figures, as they are typed: 0.002 -> 2.00e-3. */
export function formatRate(rate: number): string {
  return rate === 0 ? '0' : rate.toExponential(2);
}
