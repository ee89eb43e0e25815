import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import { useData } from '../../store/data.ts';
import { useRun } from '../../store/run.ts';
import { openSettingsLink } from '../../store/settingsLink.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { LinkNotice } from './LinkNotice.tsx';
import { SettingsForm } from './SettingsForm.tsx';

/** Model, settings and plan of the next run; an address with settings sets them. */
export function ModelPlace() {
  const data = useData();
  const run = useRun();
  useEffect(() => {
    openSettingsLink();
    window.addEventListener('hashchange', openSettingsLink);
    return () => window.removeEventListener('hashchange', openSettingsLink);
  }, []);
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
      <LinkNotice />
      <ActionBar sentence={sentence}>{children}</ActionBar>
    </>
  );
}

interface InsteadProps {
  readonly title: string;
  readonly sentence: string;
  readonly children: React.ReactNode;
}
