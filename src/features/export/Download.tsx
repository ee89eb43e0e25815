import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { messageOf } from '../../lib/errors.ts';
import { markSaved, runArchive } from '../../store/run.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { saveBlob } from '../../ui/saveBlob.ts';

type Packing = { readonly kind: 'ready' | 'packing' } | { readonly kind: 'failed'; readonly message: string };

export function Download({ facts, archiveBytes }: DownloadProps) {
  const [packing, setPacking] = useState<Packing>({ kind: 'ready' });
  const download = async () => {
    setPacking({ kind: 'packing' });
    try {
      saveBlob(await runArchive(), archiveName(facts));
      markSaved();
      setPacking({ kind: 'ready' });
    } catch (error) {
      setPacking({ kind: 'failed', message: messageOf(error) });
    }
  };
  return (
    <>
      {packing.kind === 'failed' && (
        <Notice tone="error" word={text.export.downloadFailed}>
          {packing.message}
        </Notice>
      )}
      <ActionBar sentence={text.export.barReady}>
        <Button disabled={packing.kind === 'packing'} onClick={() => void download()}>
          {packing.kind === 'packing' ? text.export.downloading : text.export.download(archiveBytes)}
        </Button>
      </ActionBar>
    </>
  );
}

/** `symptoms.csv` on mini -> tabtune-symptoms-mini.zip */
function archiveName({ fileName, config }: RunFacts): string {
  const stem = fileName.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}_-]+/gu, '-');
  return `tabtune-${stem}-${config.model}.zip`;
}

interface DownloadProps {
  readonly facts: RunFacts;
  readonly archiveBytes: number;
}
