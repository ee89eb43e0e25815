import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useRun } from '../../store/run.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { LiveRun } from './LiveRun.tsx';

/** The run, which stays in view when it has ended; before one and after one that came to nothing, the way to it. */
export function TrainPlace() {
  const run = useRun();
  if (run.kind === 'active' || run.kind === 'finished') return <LiveRun run={run} />;
  return (
    <>
      <PlaceHeading intro={text.train.noRun}>{text.train.title}</PlaceHeading>
      {run.kind === 'failed' && (
        <Notice tone="error" word={text.train.failedTitle}>
          {run.failure.message}
        </Notice>
      )}
      {run.kind === 'cancelled' && <Notice tone="info">{text.train.cancelledTitle}</Notice>}
      <ActionBar sentence={text.train.barNoRun}>
        <Button component="a" href={placeHref('model')}>
          {text.train.toModel}
        </Button>
      </ActionBar>
    </>
  );
}
