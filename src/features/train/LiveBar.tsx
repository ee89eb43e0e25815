import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import { percentDone } from '../../store/progress.ts';
import { cancelRun, type RunState } from '../../store/run.ts';
import { runStage } from '../../store/runFacts.ts';
import { trialUnderWay } from '../../store/trialRows.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { placeHref } from '../../ui/place.ts';

type Shown = Extract<RunState, { kind: 'active' | 'finished' | 'elsewhere' }>;
type Active = Extract<RunState, { kind: 'active' }>;

/** The state of the run in a sentence, and where it leads. */
export function LiveBar({ run, log }: { readonly run: Shown; readonly log: MetricLog }) {
  switch (run.kind) {
    case 'finished':
      return (
        <ActionBar sentence={ended(run)}>
          <Button component="a" variant="default" href={placeHref('model')}>
            {text.train.startAgain}
          </Button>
          <Button component="a" href={placeHref('results')}>
            {text.train.results}
          </Button>
        </ActionBar>
      );
    case 'elsewhere':
      return <ActionBar sentence={text.train.barElsewhere(log.length, log.totalSteps)} />;
    case 'active': {
      // By then everything else is kept, so that cancelling gives up the rest of the answers only, also after a stop.
      const answering = runStage(run.facts) === 'measuring' && run.facts.tuned !== null;
      return (
        <ActionBar sentence={sentence(run, log)}>
          <Button variant="default" disabled={run.wish === 'cancel'} onClick={cancelRun}>
            {cancelWord(run, answering)}
          </Button>
        </ActionBar>
      );
    }
  }
}

function cancelWord({ facts: { trials } }: Active, answering: boolean): string {
  if (answering && trialUnderWay(trials) === null) return text.train.skip;
  return trials.length > 0 ? text.trials.cancelAll : text.train.cancel;
}

function ended({ facts: { done, config } }: Shown): string {
  if (done?.status === 'stopped') return text.train.barStopped;
  if (done?.endedEarly) return text.train.barEndedEarly(done.steps, config.patience);
  return text.train.barDone(done?.elapsedMs ?? Number.NaN);
}

function sentence({ wish, facts }: Active, log: MetricLog): string {
  const stage = runStage(facts);
  if (stage === 'measuring') return text.train.barMeasuring;
  if (wish === 'cancel') return text.train.cancelling;
  if (wish === 'stop') return text.train.stopping;
  if (stage === 'preparing') return text.train.barPreparing;
  if (facts.pausedAt !== null)
    return facts.unsaved === null ? text.train.barPaused(facts.pausedAt) : text.train.barPausedUnsaved(facts.pausedAt);
  if (wish === 'pause') return text.train.barPausing;
  const current = trialUnderWay(facts.trials);
  return current === null
    ? text.train.barLive(percentDone(log))
    : text.trials.barLive(current.trial.number, current.total, percentDone(log));
}
