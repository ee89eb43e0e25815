import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { openFile, useData } from '../../store/data.ts';
import { useGpu } from '../../store/gpu.ts';
import { startSample } from '../../store/sample.ts';
import { DropZone } from '../../ui/DropZone.tsx';
import { DATA_FILES } from '../../ui/dataFiles.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { goTo, placeHref } from '../../ui/place.ts';
import { GpuLine } from './GpuLine.tsx';
import classes from './Start.module.css';

export function Start() {
  const data = useData();
  const noGpu = useGpu((gpu) => gpu.kind === 'none');
  const [starting, setStarting] = useState(false);
  const open = (files: readonly File[]) => {
    void openFile(...files);
    goTo('data');
  };
  const trySample = async () => {
    setStarting(true);
    goTo((await startSample()) ? 'train' : 'data');
  };
  return (
    <div className={classes.start}>
      <PlaceHeading intro={text.start.intro}>{text.start.title}</PlaceHeading>
      {noGpu && <GpuLine />}
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
        <div className={classes.sample}>
          <div>
            <h2 className={classes.wayTitle}>{text.start.sampleTitle}</h2>
            <p className={classes.hint}>{text.start.sampleHint}</p>
          </div>
          <Button size="md" loading={starting} onClick={() => void trySample()}>
            {text.start.sample}
          </Button>
        </div>
        <DropZone
          title={text.start.dropTitle}
          hint={text.start.dropHint}
          button={text.start.choose}
          accept={DATA_FILES}
          onFiles={open}
        />
      </div>
      {!noGpu && <GpuLine />}
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
