import { Button, FileButton } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { importRuns, useHistory } from '../../store/history.ts';
import { Notice } from '../../ui/Notice.tsx';
import { exportRuns } from './exportRuns.ts';
import classes from './History.module.css';
import type { NamedRun } from './runName.ts';

/** All finished runs into one file, and back out of such a file; what came of the last one. */
export function RunFiles({ runs }: { readonly runs: readonly NamedRun[] }) {
  const files = useHistory((history) => history.files);
  const finished = runs.filter(({ state }) => state.kind === 'finished');
  const unfinished = runs.filter(({ state }) => state.kind === 'unfinished').length;
  const busy = files.kind === 'packing' || files.kind === 'reading';
  return (
    <>
      <div className={classes.files}>
        <Button variant="default" disabled={busy || finished.length === 0} onClick={() => void exportRuns(finished)}>
          {files.kind === 'packing' ? text.history.packing : text.history.exportAll}
        </Button>
        <FileButton accept=".zip" onChange={(file) => file !== null && void importRuns(file)}>
          {(props) => (
            <Button {...props} variant="default" disabled={busy}>
              {files.kind === 'reading' ? text.history.importing : text.history.import}
            </Button>
          )}
        </FileButton>
        {finished.length > 0 && (
          <p className={classes.quiet}>
            {text.history.rowsWarning} {text.history.exportAllHow(finished.length, unfinished)}
          </p>
        )}
      </div>
      <div role="status">
        {files.kind === 'read' && (
          <Notice tone="info" word={text.history.importedFrom(files.fileName)}>
            {text.history.imported(files.outcome.added.length, files.outcome.known)}
          </Notice>
        )}
      </div>
      {files.kind === 'read' && files.outcome.refused.length > 0 && (
        <Notice tone="error" word={text.history.refused(files.outcome.refused.length)}>
          <ul className={classes.refused}>
            {files.outcome.refused.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      {files.kind === 'failed' && (
        <Notice tone="error" word={text.history.failed}>
          {files.failure.message}
        </Notice>
      )}
    </>
  );
}
