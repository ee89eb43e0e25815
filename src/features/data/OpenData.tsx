import { Button, FileButton } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { latestPreparation, openFile, type Prepared } from '../../store/data.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import type { FileFacts } from '../../workers/dataApi.ts';
import { CheckSection } from './CheckSection.tsx';
import classes from './Data.module.css';
import { DataBar } from './DataBar.tsx';
import { LengthSection } from './LengthSection.tsx';
import { PairSection } from './PairSection.tsx';
import { RowPreview } from './RowPreview.tsx';
import { RowsSection } from './RowsSection.tsx';
import { SplitSection } from './SplitSection.tsx';
import { useFollowUps } from './useFollowUps.ts';

const SHOWN_WARNINGS = 5;

/** An open file: a real row on the left, what to decide on the right. */
export function OpenData({ file, prepared }: { readonly file: FileFacts; readonly prepared: Prepared }) {
  const preparation = latestPreparation(prepared);
  const failure = prepared.kind === 'failed' ? prepared.failure : null;
  useFollowUps(file, prepared);
  return (
    <>
      <header className={classes.header}>
        <PlaceHeading intro={intro(file)}>{text.data.title}</PlaceHeading>
        <FileButton accept=".csv,.tsv,.txt,.jsonl,text/csv" onChange={(next) => next !== null && void openFile(next)}>
          {(props) => (
            <Button variant="default" {...props}>
              {text.data.otherFile}
            </Button>
          )}
        </FileButton>
      </header>
      <div className={classes.notices}>
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
        <RowPreview />
        <div>
          {file.kind === 'table' && (
            <>
              <RowsSection file={file} preparation={preparation} />
              <PairSection file={file} failure={failure} />
            </>
          )}
          <SplitSection file={file} preparation={preparation} />
        </div>
      </div>
      <LengthSection />
      <CheckSection preparation={preparation} />
      <DataBar prepared={prepared} />
    </>
  );
}

function intro({ kind, fileName, rowCount, columns, sizeBytes }: FileFacts): string {
  return kind === 'table'
    ? text.data.intro(fileName, rowCount, columns.length, sizeBytes)
    : text.data.introExamples(fileName, rowCount, sizeBytes);
}
