import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { text } from '../../app/messages/en.ts';
import { chooseRun, type FinishedRun, shownRun, useFinishedRuns } from '../../store/finishedRuns.ts';
import { reviewOf, useReviews } from '../../store/reviews.ts';
import { useRun } from '../../store/run.ts';
import { type RunFacts, runStage } from '../../store/runFacts.ts';
import { bestOfGrid, trialUnderWay } from '../../store/trialRows.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { Section } from '../../ui/Section.tsx';
import { Answers } from './Answers.tsx';
import { Comparison } from './Comparison.tsx';
import { judgedBy } from './judgedRows.ts';
import { People } from './People.tsx';
import { ResultsBar } from './ResultsBar.tsx';
import { TrainingLoss } from './TrainingLoss.tsx';
import { Trials } from './Trials.tsx';
import { verdict } from './verdict.ts';

/** The outcome of a run, also while its evaluation still goes on; before one, the way to it. */
export function ResultsPlace() {
  const run = useRun();
  const finished = useFinishedRuns();
  const active = run.kind === 'active' ? run.facts : null;
  const measuring =
    active !== null &&
    runStage(active) === 'measuring' &&
    (active.comparison ?? active.comparing) !== null &&
    trialUnderWay(active.trials) === null;
  const shown = shownRun(finished);
  // A trial that was chosen stays in view while another one is measured.
  const facts = measuring && finished.chosen === null ? active : (shown?.facts ?? null);
  if (facts === null) return <Nothing active={active} />;
  const live = facts === active;
  const id = live && run.kind === 'active' ? run.id : (shown?.id ?? '');
  return <Outcome id={id} facts={facts} shown={live ? null : shown} active={active} />;
}

function Outcome({ id, facts, shown, active }: OutcomeProps) {
  const trials = useFinishedRuns(({ runs }) => runs.length);
  const { comparison, comparing } = facts;
  if (comparison === null && comparing === null) return <Nothing active={active} />;
  const number = shown?.number ?? trials + 1;
  const grid = gridName(facts, shown);
  return (
    <>
      <PlaceHeading
        intro={
          grid === null
            ? text.results.runName(facts.fileName, number, Math.max(trials, number))
            : `${facts.fileName}. ${grid}`
        }
      >
        {comparison === null ? text.results.measuring : verdict(comparison)}
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
      <Comparison facts={facts} validations={shown?.validations ?? []} />
      {shown !== null && <TrainingLoss run={shown} />}
      {isOtherTrial(shown) ? (
        <AnswersOfBest run={shown.number} />
      ) : (
        <>
          <Answers key={id} id={id} facts={facts} run={shown} live={facts === active} />
          {shown !== null && facts.predictions.length > 0 && <Reviewed id={id} facts={facts} />}
        </>
      )}
      <Trials shown={shown} />
      <ResultsBar facts={facts} run={shown} live={facts === active} />
    </>
  );
}

/** Which trial of a grid is in view; null: a run of its own. */
function gridName({ trials, config }: RunFacts, shown: FinishedRun | null): string | null {
  if (trials.length === 0) return null;
  const number = shown?.trial ?? trialUnderWay(trials)?.trial.number ?? bestOfGrid(trials)?.number ?? 1;
  const words = number === bestOfGrid(trials)?.number && shown !== null ? text.trials.bestShown : text.trials.underWay;
  return words(number, trials.length, config.learningRate, config.batchSize);
}

/** A trial of a grid that did not answer test rows: only the best one does. */
function isOtherTrial(shown: FinishedRun | null): shown is FinishedRun {
  return shown !== null && shown.trial !== null && shown.trial !== bestOfGrid(shown.facts.trials)?.number;
}

function AnswersOfBest({ run }: { readonly run: number }) {
  return (
    <Section id="answers" title={text.results.answers}>
      <p>{text.trials.answersOfBest}</p>
      <div>
        <Button variant="default" onClick={() => chooseRun(run)}>
          {text.trials.showBest}
        </Button>
      </div>
    </Section>
  );
}

function Nothing({ active }: { readonly active: RunFacts | null }) {
  const title = active === null ? text.results.needsRun : text.results.underWay;
  const intro = active === null ? text.results.needsRunIntro : text.results.underWayIntro;
  return (
    <>
      <PlaceHeading intro={intro}>{title}</PlaceHeading>
      {active !== null && active.trials.length > 0 && <Trials shown={null} />}
      <ResultsBar facts={active} run={null} live={active !== null} />
    </>
  );
}

/** What people say, once all answers are there. */
function Reviewed({ id, facts }: { readonly id: string; readonly facts: RunFacts }) {
  const review = useReviews((reviews) => reviewOf(reviews, id));
  const predictions = useMemo(() => judgedBy(facts, review), [facts, review]);
  return <People key={id} id={id} predictions={predictions} review={review} />;
}

interface OutcomeProps {
  /** Names the run in storage. */
  readonly id: string;
  readonly facts: RunFacts;
  /** null: the run that is being measured. */
  readonly shown: FinishedRun | null;
  readonly active: RunFacts | null;
}
