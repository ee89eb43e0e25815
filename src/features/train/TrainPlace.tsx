import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { useData } from '../../store/data.ts';
import { useRun } from '../../store/run.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { LiveRun } from './LiveRun.tsx';
import { SettingsForm } from './SettingsForm.tsx';

/** Settings before a run and after one that came to nothing; else the run, which stays in view when it has ended. */
export function TrainPlace() {
  const data = useData();
  const run = useRun();
  const [changing, setChanging] = useState(false);
  if (run.kind === 'active' || (run.kind === 'finished' && !changing)) {
    return <LiveRun run={run} onChangeSettings={() => setChanging(true)} />;
  }
  if (data.kind !== 'open') return <NoRows />;
  return <SettingsForm prepared={data.prepared} run={run} onStart={() => setChanging(false)} />;
}

function NoRows() {
  return (
    <>
      <PlaceHeading intro={text.train.needsData}>{text.train.title}</PlaceHeading>
      <ActionBar sentence={text.data.barEmpty}>
        <Button component="a" href={placeHref('data')}>
          {text.train.needsDataButton}
        </Button>
      </ActionBar>
    </>
  );
}
