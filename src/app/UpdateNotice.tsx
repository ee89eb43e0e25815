import { Button } from '@mantine/core';
import { takeNewVersion, useOffline } from '../store/offline.ts';
import { hasUnsavedWork, useRun } from '../store/run.ts';
import { Notice } from '../ui/Notice.tsx';
import { text } from './messages/en.ts';

/** A newer version of the page waits. It is offered only when reloading would lose nothing. */
export function UpdateNotice() {
  const newer = useOffline((state) => state.kind === 'ready' && state.newer);
  const busy = useRun(hasUnsavedWork);
  if (!newer || busy) return null;
  return (
    <Notice
      tone="info"
      action={
        <Button variant="default" size="compact-md" onClick={takeNewVersion}>
          {text.app.useNewVersion}
        </Button>
      }
    >
      {text.app.newVersion}
    </Notice>
  );
}
