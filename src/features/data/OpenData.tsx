import { Button, FileButton } from '@mantine/core';
import { useDeferredValue } from 'react';
import { text } from '../../app/messages/en.ts';
import { addFiles, latestPreparation, openFile, type Prepared } from '../../store/data.ts';
import { DATA_FILES } from '../../ui/dataFiles.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import type { FileFacts } from '../../workers/dataApi.ts';
import { CheckSection } from './CheckSection.tsx';
import classes from './Data.module.css';
import { DataBar } from './DataBar.tsx';
import { LengthSection } from './LengthSection.tsx';
import { PairSection } from './PairSection.tsx';
import { ProblemRows } from './ProblemRows.tsx';
import { RealRows } from './RealRows.tsx';
import { RowPreview } from './RowPreview.tsx';
import { RowsSection } from './RowsSection.tsx';
import { SplitSection } from './SplitSection.tsx';
import { useFollowUps } from './useFollowUps.ts';
import { useTurns } from './useTurns.ts';

const SHOWN_WARNINGS = 5;

/** An open file: the real rows on the left, what to decide on the right. */
export function OpenData({ file, prepared, skipped }: OpenDataProps) {
  const preparation = latestPreparation(prepared);
  const waitsForRows = file.problems.some((_, at) => !skipped.has(at));
  const failure = prepared.kind === 'failed' && !waitsForRows ? prepared.failure : null;
  useFollowUps(file, prepared);
  // One after the other: in one go they kept the page from answering for 0.2 s on two slow cores, and all decisions together for 0.1 s.
  const turns = useTurns(5);
  // The bar says at once that rows are ready; what the decisions show of them follows in slices.
  const shown = useDeferredValue(preparation);
  return (
    <>
      <header className={classes.header}>
        <PlaceHeading intro={intro(file)}>{text.data.title}</PlaceHeading>
        <div className={classes.buttons}>
          <FileButton multiple accept={DATA_FILES} onChange={(files) => files.length > 0 && void addFiles(files)}>
            {(props) => (
              <Button variant="default" {...props}>
                {text.rows.addFile}
              </Button>
            )}
          </FileButton>
          <FileButton multiple accept={DATA_FILES} onChange={(files) => files.length > 0 && void openFile(...files)}>
            {(props) => (
              <Button variant="default" {...props}>
                {text.data.otherFile}
              </Button>
            )}
          </FileButton>
        </div>
      </header>
      <div className={classes.notices}>
        <ProblemRows file={file} skipped={skipped} />
        {failure !== null && <Notice tone="error">{failure.message}</Notice>}
        {file.warnings.length > 0 && (
          <Notice tone="warning" word={text.data.warnings(file.warnings.length)}>
            {file.warnings.slice(0, SHOWN_WARNINGS).join('\n')}
            {file.warnings.length > SHOWN_WARNINGS &&
              `\n${text.data.moreWarnings(file.warnings.length - SHOWN_WARNINGS)}`}
          </Notice>
        )}
      </div>
      <div className={classes.columns} aria-busy={prepared.kind === 'working'}>
        <div className={classes.evidence}>
          <RealRows file={file} version={preparation} />
          <RowPreview />
        </div>
        <div>
          {turns >= 2 && file.kind === 'table' && <RowsSection file={file} preparation={shown} />}
          {turns >= 3 && file.kind === 'table' && <PairSection file={file} failure={failure} />}
          {turns >= 4 && <SplitSection file={file} preparation={shown} />}
        </div>
      </div>
      {turns >= 5 && (
        <>
          <LengthSection />
          <CheckSection preparation={shown} />
        </>
      )}
      <DataBar prepared={prepared} waitsForRows={waitsForRows} />
    </>
  );
}

function intro({ kind, fileName, rowCount, columns, sizeBytes }: FileFacts): string {
  return kind === 'table'
    ? text.data.intro(fileName, rowCount, columns.length, sizeBytes)
    : text.data.introExamples(fileName, rowCount, sizeBytes);
}

interface OpenDataProps {
  readonly file: FileFacts;
  readonly prepared: Prepared;
  readonly skipped: ReadonlySet<number>;
}
