import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { cancelRun, useRun } from '../../store/run.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { placeHref } from '../../ui/place.ts';
import { ReportButton } from './ReportButton.tsx';

/** One sentence of state, and what comes next: the way to a run, the end of its answers, or the adapter. */
export function ResultsBar({ facts, run, live }: ResultsBarProps) {
  const skipping = useRun((run) => run.kind === 'active' && run.wish === 'cancel');
  if (facts === null) {
    return (
      <ActionBar sentence={text.results.barEmpty}>
        <Button component="a" href={placeHref('model')}>
          {text.results.needsRunButton}
        </Button>
      </ActionBar>
    );
  }
  if (!live) {
    return (
      <ActionBar sentence={text.results.barReady}>
        <Button component="a" variant="default" href={placeHref('chat')}>
          {text.chat.link}
        </Button>
        {run !== null && <ReportButton run={run} />}
        <Button component="a" href={placeHref('export')}>
          {text.results.toExport}
        </Button>
      </ActionBar>
    );
  }
  return (
    <ActionBar sentence={sentence(facts)}>
      {facts.tuned !== null && (
        <Button variant="default" disabled={skipping} onClick={cancelRun}>
          {skipping ? text.results.skipping : text.results.skip}
        </Button>
      )}
      <Button component="a" href={placeHref('train')}>
        {text.results.toRun}
      </Button>
    </ActionBar>
  );
}

function sentence({ tuned, phases, predictions }: RunFacts): string {
  if (tuned !== null) return text.results.barAnswering(predictions.length, predictions[0]?.total ?? 0);
  const measured = phases.find(({ phase }) => phase === 'tuned');
  return measured === undefined ? text.results.barRunning : text.results.barMeasuring(measured.done, measured.total);
}

interface ResultsBarProps {
  readonly facts: RunFacts | null;
  /** The run that ended; null: there is none, or it goes on. */
  readonly run: FinishedRun | null;
  readonly live: boolean;
}
