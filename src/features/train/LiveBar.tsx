import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import { percentDone } from '../../store/progress.ts';
import { cancelRun, type RunState, stopAndKeep } from '../../store/run.ts';
import { runStage } from '../../store/runFacts.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { placeHref } from '../../ui/place.ts';

/** The state of the run in a sentence, and what can be done about it. */
export function LiveBar({ run, log }: LiveBarProps) {
  if (run.kind === 'finished') {
    const { done } = run.facts;
    return (
      <ActionBar
        sentence={
          done?.status === 'stopped' ? text.train.barStopped : text.train.barDone(done?.elapsedMs ?? Number.NaN)
        }
      >
        <Button component="a" variant="default" href={placeHref('model')}>
          {text.train.startAgain}
        </Button>
        <Button component="a" href={placeHref('results')}>
          {text.train.results}
        </Button>
      </ActionBar>
    );
  }
  const stage = runStage(run.facts);
  // By now everything else is kept, so that cancelling gives up the rest of the answers only, also after a stop.
  const answering = stage === 'measuring' && run.facts.tuned !== null;
  return (
    <ActionBar sentence={answering ? text.train.barMeasuring : sentence(run, log, stage)}>
      {answering ? (
        <Button variant="default" disabled={run.wish === 'cancel'} onClick={cancelRun}>
          {text.train.skip}
        </Button>
      ) : (
        <Button variant="default" disabled={run.wish === 'cancel'} onClick={cancelRun}>
          {text.train.cancel}
        </Button>
      )}
      {stage === 'training' && log.length > 0 && (
        <Button disabled={run.wish !== 'goOn'} onClick={stopAndKeep}>
          {text.train.stop}
        </Button>
      )}
    </ActionBar>
  );
}

function sentence(run: Extract<RunState, { kind: 'active' }>, log: MetricLog, stage: ReturnType<typeof runStage>) {
  if (run.wish === 'cancel') return text.train.cancelling;
  if (stage === 'training') return run.wish === 'stop' ? text.train.stopping : text.train.barLive(percentDone(log));
  return stage === 'preparing' ? text.train.barPreparing : text.train.barMeasuring;
}

interface LiveBarProps {
  readonly run: Extract<RunState, { kind: 'active' | 'finished' }>;
  readonly log: MetricLog;
}
