import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { noteDownloaded } from '../../store/recovery.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { saveBlob } from '../../ui/saveBlob.ts';
import type { Packing } from './packing.ts';

export function Download({ run, packing }: DownloadProps) {
  const download = () => {
    if (packing.kind !== 'ready') return;
    saveBlob(packing.packed.archive, archiveName(run.facts));
    void noteDownloaded(run.id);
  };
  return (
    <>
      {packing.kind === 'failed' && (
        <Notice tone="error" word={text.export.downloadFailed}>
          {packing.message}
        </Notice>
      )}
      <ActionBar sentence={text.export.barReady}>
        <Button disabled={packing.kind !== 'ready'} onClick={download}>
          {packing.kind === 'ready' ? text.export.download(packing.packed.archive.size) : text.export.downloading}
        </Button>
      </ActionBar>
    </>
  );
}

/** `symptoms.csv` on mini -> tabtune-symptoms-mini.zip */
function archiveName({ fileName, config }: RunFacts): string {
  const safe = (name: string) => name.replace(/[^\p{L}\p{N}_-]+/gu, '-');
  return `tabtune-${safe(fileName.replace(/\.[^.]*$/, ''))}-${safe(config.model)}.zip`;
}

interface DownloadProps {
  readonly run: FinishedRun;
  readonly packing: Packing;
}
