import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { metricLog, type RunState, useRun } from '../../store/run.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { HaltedNotice } from './HaltedNotice.tsx';
import { LiveRun } from './LiveRun.tsx';
import { LossSection } from './LossSection.tsx';
import classes from './Train.module.css';

/** The run, which stays in view when it has ended; before one and after one that came to nothing, the way to it. */
export function TrainPlace() {
  const run = useRun();
  if (run.kind === 'active' || run.kind === 'finished' || run.kind === 'elsewhere') return <LiveRun run={run} />;
  return (
    <>
      {run.kind === 'failed' ? (
        <PlaceHeading>{text.train.titleFailed(run.facts.fileName)}</PlaceHeading>
      ) : (
        <PlaceHeading intro={text.train.noRun}>{text.train.title}</PlaceHeading>
      )}
      {run.kind === 'failed' && (
        <div className={classes.notices}>
          <HaltedNotice run={run} />
        </div>
      )}
      {run.kind === 'cancelled' && <Notice tone="info">{text.train.cancelledTitle}</Notice>}
      {run.kind === 'refused' && (
        <Notice tone="warning" word={text.recovery.oneTab}>
          {text.recovery.oneTabHow}
        </Notice>
      )}
      {run.kind === 'failed' && metricLog.length > 0 && <LossSection log={metricLog} facts={run.facts} />}
      <ActionBar sentence={sentence(run)}>
        <Button component="a" variant={run.kind === 'failed' ? 'default' : 'filled'} href={placeHref('model')}>
          {text.train.toModel}
        </Button>
      </ActionBar>
    </>
  );
}

function sentence(run: RunState): string {
  if (run.kind !== 'failed') return text.train.barNoRun;
  return run.facts.halted === null ? text.train.barFailed : text.train.barHalted(run.facts.halted.step);
}
