import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useRun } from '../../store/run.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { Download } from './Download.tsx';
import { Files } from './Files.tsx';

/** What the finished run leaves, to take away. */
export function ExportPlace() {
  const run = useRun();
  if (run.kind !== 'finished') return <Nothing />;
  return (
    <>
      <PlaceHeading intro={run.facts.fileName}>{text.export.title}</PlaceHeading>
      <Files files={run.outcome.files} model={run.facts.config.model} />
      <Download facts={run.facts} archiveBytes={run.outcome.archiveBytes} />
    </>
  );
}

function Nothing() {
  return (
    <>
      <PlaceHeading intro={text.export.needsRunIntro}>{text.export.needsRun}</PlaceHeading>
      <ActionBar sentence={text.export.barEmpty}>
        <Button component="a" href={placeHref('model')}>
          {text.export.needsRunButton}
        </Button>
      </ActionBar>
    </>
  );
}
