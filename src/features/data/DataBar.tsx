import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import type { Prepared } from '../../store/data.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { placeHref } from '../../ui/place.ts';

/** `waitsForRows`: broken rows must be looked at first. */
export function DataBar({ prepared, waitsForRows }: { readonly prepared: Prepared; readonly waitsForRows: boolean }) {
  switch (prepared.kind) {
    case 'working':
      return <ActionBar sentence={text.data.barWorking} />;
    case 'failed':
      return (
        <ActionBar sentence={waitsForRows ? prepared.failure.message : text.data.barFailed}>
          {waitsForRows && (
            <Button variant="default" onClick={toProblems}>
              {text.rows.barShow}
            </Button>
          )}
        </ActionBar>
      );
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

function toProblems(): void {
  const section = document.getElementById('problems');
  section?.scrollIntoView({ block: 'center' });
  section?.querySelector('button')?.focus({ preventScroll: true });
}
