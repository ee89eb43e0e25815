import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { type FinishedRun, shownRun, useFinishedRuns } from '../../store/finishedRuns.ts';
import { useRun } from '../../store/run.ts';
import { type RunFacts, runStage } from '../../store/runFacts.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { Answers } from './Answers.tsx';
import { Comparison } from './Comparison.tsx';
import { ResultsBar } from './ResultsBar.tsx';
import { TrainingLoss } from './TrainingLoss.tsx';
import { Trials } from './Trials.tsx';
import { verdict } from './verdict.ts';

/** The outcome of a run, also while its evaluation still goes on; before one, the way to it. */
export function ResultsPlace() {
  const run = useRun();
  const finished = useFinishedRuns();
  const active = run.kind === 'active' ? run.facts : null;
  const measuring = active !== null && runStage(active) === 'measuring' && active.comparison !== null;
  const shown = shownRun(finished);
  // A trial that was chosen stays in view while another one is measured.
  const facts = measuring && finished.chosen === null ? active : (shown?.facts ?? null);
  if (facts === null) return <Nothing active={active} />;
  return <Outcome facts={facts} shown={facts === active ? null : shown} active={active} />;
}

function Outcome({ facts, shown, active }: OutcomeProps) {
  const trials = useFinishedRuns(({ runs }) => runs.length);
  const { base, tuned, comparison } = facts;
  if (base === null || tuned === null || comparison === null) return <Nothing active={active} />;
  const number = shown?.number ?? trials + 1;
  return (
    <>
      <PlaceHeading intro={text.results.runName(facts.fileName, number, Math.max(trials, number))}>
        {verdict(comparison)}
      </PlaceHeading>
      {active !== null && shown !== null && (
        <Notice
          tone="info"
          action={
            <Button component="a" variant="default" size="compact-md" href={placeHref('train')}>
              {text.results.toRun}
            </Button>
          }
        >
          {text.results.otherRun(trials + 1)}
        </Notice>
      )}
      <Comparison facts={facts} comparison={comparison} validations={shown?.validations ?? []} />
      {shown !== null && <TrainingLoss run={shown} />}
      <Answers key={number} facts={facts} live={facts === active} />
      <Trials shown={shown?.number ?? null} />
      <ResultsBar facts={facts} run={shown} live={facts === active} />
    </>
  );
}

function Nothing({ active }: { readonly active: RunFacts | null }) {
  const title = active === null ? text.results.needsRun : text.results.underWay;
  const intro = active === null ? text.results.needsRunIntro : text.results.underWayIntro;
  return (
    <>
      <PlaceHeading intro={intro}>{title}</PlaceHeading>
      <ResultsBar facts={active} run={null} live={active !== null} />
    </>
  );
}

interface OutcomeProps {
  readonly facts: RunFacts;
  /** null: the run that is being measured. */
  readonly shown: FinishedRun | null;
  readonly active: RunFacts | null;
}
