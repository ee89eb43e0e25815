import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useRun } from '../../store/run.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { Answers } from './Answers.tsx';
import { Comparison } from './Comparison.tsx';
import { verdict } from './verdict.ts';

export function ResultsPlace() {
  const run = useRun();
  if (run.kind !== 'finished') return <Nothing />;
  const { base, tuned, comparison } = run.facts;
  if (base === null || tuned === null || comparison === null) return <Nothing />;
  return (
    <>
      <PlaceHeading intro={run.facts.fileName}>{verdict(comparison)}</PlaceHeading>
      <Comparison base={base} tuned={tuned} done={run.facts.done} />
      {run.facts.predictions.length > 0 && <Answers predictions={run.facts.predictions} />}
      <ActionBar sentence={text.results.barReady}>
        <Button component="a" href={placeHref('export')}>
          {text.results.toExport}
        </Button>
      </ActionBar>
    </>
  );
}

function Nothing() {
  return (
    <>
      <PlaceHeading intro={text.results.needsRunIntro}>{text.results.needsRun}</PlaceHeading>
      <ActionBar sentence={text.results.barEmpty}>
        <Button component="a" href={placeHref('model')}>
          {text.results.needsRunButton}
        </Button>
      </ActionBar>
    </>
  );
}
