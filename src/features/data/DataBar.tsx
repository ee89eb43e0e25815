import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import type { Prepared } from '../../store/data.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { placeHref } from '../../ui/place.ts';

export function DataBar({ prepared }: { readonly prepared: Prepared }) {
  switch (prepared.kind) {
    case 'working':
      return <ActionBar sentence={text.data.barWorking} />;
    case 'failed':
      return <ActionBar sentence={text.data.barFailed} />;
    case 'ready': {
      const { train, validation, test } = prepared.preparation.counts;
      return (
        <ActionBar sentence={text.data.barReady(train, validation, test)}>
          <Button component="a" href={placeHref('model')}>
            {text.data.next}
          </Button>
        </ActionBar>
      );
    }
  }
}
