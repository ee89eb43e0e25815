import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatBytes } from '../../lib/format.ts';
import { downloadModel, nameOf, removeKept, useGetModel } from '../../store/getModel.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import type { KeptModel } from '../../workers/hubApi.ts';
import classes from './Hub.module.css';

const words = text.getModel;

/** The models that are in this browser, whole or not, and the way to be rid of them. */
export function KeptSection() {
  const kept = useGetModel((state) => state.kept);
  const { freeBytes, persisted } = useGetModel((state) => state.space);
  return (
    <Section id="kept" title={words.keptTitle}>
      <div className={classes.stack}>
        {kept === null && <p className={classes.quiet}>{words.keptLooking}</p>}
        {kept !== null && 'message' in kept && (
          <Notice tone="error" word={words.keptFailed}>
            {kept.message}
          </Notice>
        )}
        {kept !== null && !('message' in kept) && <List models={kept} />}
        <p className={classes.quiet}>
          {freeBytes !== null && words.space(freeBytes)} {persisted === true && words.persisted}
          {persisted === false && words.notPersisted}
        </p>
      </div>
    </Section>
  );
}

function List({ models }: { readonly models: readonly KeptModel[] }) {
  if (models.length === 0) return <p className={classes.quiet}>{words.keptNone}</p>;
  return (
    <ul className={`${classes.kept} ${classes.wide}`}>
      {models.map((model) => (
        <Model key={model.folder} model={model} />
      ))}
    </ul>
  );
}

function Model({ model }: { readonly model: KeptModel }) {
  const { complete, modelBytes, haveBytes, formBytes, savedAt } = model;
  const busy = useGetModel(({ download }) => download.kind === 'running');
  const name = nameOf(model);
  const facts = complete
    ? [
        formatBytes(haveBytes + formBytes),
        ...(formBytes > 0 ? [words.keptForm(formBytes)] : []),
        ...(savedAt === null ? [] : [words.date(savedAt)]),
      ]
    : [words.keptPartly, words.keptPart(haveBytes, modelBytes)];
  return (
    <li className={classes.model}>
      <div>
        <div>{name}</div>
        <div className={classes.quiet}>{facts.join(', ')}</div>
      </div>
      <div className={classes.buttons}>
        {!complete && (
          <Button
            variant="default"
            size="compact-md"
            disabled={busy}
            aria-label={words.goOnNamed(name)}
            onClick={() => void downloadModel(model)}
          >
            {words.goOn}
          </Button>
        )}
        <Delete model={model} name={name} disabled={busy} />
      </div>
    </li>
  );
}

/** Asks once, with what it would free: downloading it again may take an hour. */
function Delete({ model, name, disabled }: DeleteProps) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button
        variant="default"
        size="compact-md"
        disabled={disabled}
        aria-label={words.deleteNamed(name)}
        onClick={() => setAsked(true)}
      >
        {words.delete}
      </Button>
    );
  }
  return (
    <>
      <Button size="compact-md" disabled={disabled} autoFocus onClick={() => void removeKept(model)}>
        {words.deleteSure(model.haveBytes + model.formBytes)}
      </Button>
      <Button variant="default" size="compact-md" onClick={() => setAsked(false)}>
        {words.deleteKeep}
      </Button>
    </>
  );
}

interface DeleteProps {
  readonly model: KeptModel;
  readonly name: string;
  readonly disabled: boolean;
}
