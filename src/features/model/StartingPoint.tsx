import { Button } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { dropStartAdapter, openStartAdapter, useStartAdapter } from '../../store/startAdapter.ts';
import { droppedFiles } from '../../ui/droppedFiles.ts';
import { FilesButton } from '../../ui/FilesButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import type { AdapterFacts } from '../../workers/adapterApi.ts';
import { AdapterMeasurement } from './AdapterMeasurement.tsx';
import classes from './Model.module.css';

/** New numbers, or an adapter that training goes on from. */
export function StartingPoint({ busy }: { readonly busy: boolean }) {
  const state = useStartAdapter();
  return (
    <Section id="starting-point" title={text.startAdapter.title}>
      {state.kind === 'open' ? (
        <>
          <Chosen name={state.given.name} facts={state.facts} />
          <AdapterMeasurement busy={busy} />
        </>
      ) : (
        <>
          <p className={classes.quiet}>{text.startAdapter.fresh}</p>
          <OpenAdapter />
        </>
      )}
      <div aria-live="polite">
        {state.kind === 'checking' && <p className={classes.quiet}>{text.startAdapter.checking}</p>}
        {state.kind === 'refused' && (
          <Notice tone="error" word={text.startAdapter.refused} action={<Remove />}>
            {state.failure.message}
          </Notice>
        )}
      </div>
    </Section>
  );
}

function Chosen({ name, facts }: { readonly name: string; readonly facts: AdapterFacts }) {
  const { rank, alpha, targets, rslora } = facts.shape;
  return (
    <>
      <Notice tone="info" word={text.startAdapter.goesOn(name)} action={<Remove />}>
        {text.startAdapter.facts(rank, alpha, targets, rslora, facts.numbers)}{' '}
        {text.startAdapter.madeFor(facts.baseModel)}
      </Notice>
      {facts.doubt !== null && (
        <Notice tone="warning" word={text.startAdapter.doubt}>
          {facts.doubt}
        </Notice>
      )}
    </>
  );
}

function Remove() {
  return (
    <Button variant="default" onClick={dropStartAdapter}>
      {text.startAdapter.remove}
    </Button>
  );
}

function OpenAdapter() {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    // Elsewhere on the page a dropped file is a table.
    event.stopPropagation();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(openStartAdapter);
  };
  const open = (files: Parameters<typeof openStartAdapter>[0]) => void openStartAdapter(files);
  return (
    <fieldset
      className={classes.open}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <legend className={classes.hidden}>{text.startAdapter.title}</legend>
      <p className={classes.quiet}>{text.startAdapter.drop}</p>
      <div className={classes.openButtons}>
        <FilesButton label={text.startAdapter.openZip} accept=".zip" onFiles={open} />
        <FilesButton label={text.startAdapter.openFolder} folder onFiles={open} />
        <FilesButton label={text.startAdapter.openFiles} accept=".json,.safetensors" multiple onFiles={open} />
      </div>
    </fieldset>
  );
}
