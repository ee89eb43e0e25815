import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useData } from '../../store/data.ts';
import { useRun } from '../../store/run.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { SettingsForm } from './SettingsForm.tsx';

/** Model, settings and plan of the next run; while one goes on, the way to it. */
export function ModelPlace() {
  const data = useData();
  const run = useRun();
  if (run.kind === 'active') {
    return (
      <Instead title={text.model.running} sentence={text.model.barRunning}>
        <Button component="a" href={placeHref('train')}>
          {text.model.toRun}
        </Button>
      </Instead>
    );
  }
  if (data.kind !== 'open') {
    return (
      <Instead title={text.model.needsData} sentence={text.data.barEmpty}>
        <Button component="a" href={placeHref('data')}>
          {text.model.needsDataButton}
        </Button>
      </Instead>
    );
  }
  return <SettingsForm prepared={data.prepared} run={run} />;
}

function Instead({ title, sentence, children }: InsteadProps) {
  return (
    <>
      <PlaceHeading intro={title}>{text.model.title}</PlaceHeading>
      <ActionBar sentence={sentence}>{children}</ActionBar>
    </>
  );
}

interface InsteadProps {
  readonly title: string;
  readonly sentence: string;
  readonly children: React.ReactNode;
}
