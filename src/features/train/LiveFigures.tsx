import { Button } from '@mantine/core';
import { memo } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import { goOn, pauseRun, type RunState, stopAndKeep } from '../../store/run.ts';
import { runStage } from '../../store/runFacts.ts';
import { recentSpeed, remainingMs } from '../../store/trainingPace.ts';
import { Figures } from '../../ui/Figures.tsx';
import classes from './Train.module.css';

/** The strip on top: how far, how long, how fast, and what can be done about it. */
export function LiveFigures({ log, run }: { readonly log: MetricLog; readonly run: RunState }) {
  const last = log.at(log.length - 1);
  if (last === undefined) return null;
  const left = remainingMs(log);
  const running = run.kind === 'active' && log.length < log.totalSteps;
  const time = running
    ? { label: text.train.timeLeft, value: left === null ? text.train.unknown : formatDuration(left) }
    : { label: text.train.elapsed, value: formatDuration(last.elapsedMs) };
  return (
    <div className={classes.strip}>
      <Figures
        label={text.train.figures}
        figures={[
          { label: text.train.step, value: text.train.stepOf(last.step, log.totalSteps) },
          time,
          { label: text.train.speed, value: formatNumber(recentSpeed(log)) },
        ]}
      />
      {run.kind === 'active' && runStage(run.facts) === 'training' && <Controls run={run} />}
    </div>
  );
}

/** Steps change nothing in it. */
const Controls = memo(function Controls({ run }: { readonly run: Extract<RunState, { kind: 'active' }> }) {
  const ending = run.wish === 'stop' || run.wish === 'cancel';
  const paused = run.facts.pausedAt !== null;
  return (
    <div className={classes.controls}>
      {paused ? (
        <Button disabled={ending} onClick={goOn}>
          {text.train.goOn}
        </Button>
      ) : (
        <Button variant="default" disabled={run.wish !== 'goOn'} onClick={pauseRun}>
          {text.train.pause}
        </Button>
      )}
      <Button variant="default" disabled={ending} onClick={stopAndKeep}>
        {text.train.stop}
      </Button>
    </div>
  );
});
