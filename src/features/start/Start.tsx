import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { openFile, useData } from '../../store/data.ts';
import { useGpu } from '../../store/gpu.ts';
import { useRecovery } from '../../store/recovery.ts';
import { hasUnsavedWork, type RunState, useRun } from '../../store/run.ts';
import { startSample } from '../../store/sample.ts';
import { DropZone } from '../../ui/DropZone.tsx';
import { DATA_FILES } from '../../ui/dataFiles.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { goTo, placeHref } from '../../ui/place.ts';
import { GpuLine, NoGpu } from './GpuLine.tsx';
import { RecordedFigure } from './RecordedFigure.tsx';
import { SampleCard } from './SampleCard.tsx';
import classes from './Start.module.css';

/** The first minute: one click on the sample, or a file of one's own, beside a real run as it looks. */
export function Start() {
  const data = useData();
  const gpu = useGpu();
  const [starting, setStarting] = useState(false);
  const open = (files: readonly File[]) => {
    void openFile(...files);
    goTo('data');
  };
  const trySample = async () => {
    if (finishedUnsaved(useRun.getState()) && !window.confirm(text.model.replaceUnsaved)) return;
    setStarting(true);
    goTo((await startSample()) ? 'train' : 'data');
  };
  return (
    <div className={classes.start}>
      <div className={classes.left}>
        <PlaceHeading intro={text.start.intro}>{text.start.title}</PlaceHeading>
        {gpu.kind === 'none' && <NoGpu state={gpu} />}
        {data.kind === 'open' && (
          <Notice
            tone="info"
            action={
              <Button component="a" variant="default" size="compact-md" href={placeHref('data')}>
                {text.start.goOnButton}
              </Button>
            }
          >
            {text.start.goOn(data.file.fileName)}
          </Notice>
        )}
        <div className={classes.ways}>
          <SampleCard busy={starting} onTry={() => void trySample()} />
          <DropZone
            title={text.start.dropTitle}
            hint={text.start.dropHint}
            button={text.start.choose}
            accept={DATA_FILES}
            onFiles={open}
          />
        </div>
        <GpuLine />
        <KeptLine />
      </div>
      <RecordedFigure />
      <section className={classes.then} aria-labelledby="then">
        <h2 id="then" className={classes.thenTitle}>
          {text.start.stepsTitle}
        </h2>
        <ol className={classes.steps}>
          {text.start.steps.map(([name, what]) => (
            <li key={name}>
              <strong>{name}</strong>
              <p className={classes.hint}>{what}</p>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

/** The way to the runs of earlier days. */
function KeptLine() {
  const count = useRecovery(({ runs }) => runs.length);
  if (count === 0) return null;
  return (
    <p className={classes.hint}>
      {text.history.kept(count)} <a href={placeHref('history')}>{text.history.seeAll}</a>
    </p>
  );
}

/** A run under way is only shown; a finished one would be replaced. */
function finishedUnsaved(run: RunState): boolean {
  return run.kind === 'finished' && hasUnsavedWork(run);
}
