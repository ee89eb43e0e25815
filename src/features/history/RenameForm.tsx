import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { NAME_LENGTH } from '../../lib/runName.ts';
import { judgeName } from '../../store/history.ts';
import { renameKept, useRecovery } from '../../store/recovery.ts';
import classes from './History.module.css';
import type { NamedRun } from './runName.ts';

/** Another name for a run, judged as it is typed; Escape leaves it as it was. */
export function RenameForm({ run, onEnd }: { readonly run: NamedRun; readonly onEnd: () => void }) {
  const runs = useRecovery((recovery) => recovery.runs);
  const [typed, setTyped] = useState(() => run.title);
  const judged = judgeName(typed, run.id, runs);
  const problem =
    judged.kind === 'long'
      ? text.history.nameLong(NAME_LENGTH)
      : judged.kind === 'taken'
        ? text.history.nameTaken
        : null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (judged.kind !== 'good') return;
    if (typed !== run.title) void renameKept(run.id, judged.name);
    onEnd();
  };
  return (
    <form className={classes.rename} onSubmit={save} onKeyDown={({ key }) => key === 'Escape' && onEnd()}>
      <TextInput
        label={text.history.nameLabel}
        description={text.history.nameHint}
        value={typed}
        error={problem}
        // The person has just asked for it.
        data-autofocus
        ref={(input) => input?.focus()}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" size="compact-md" disabled={problem !== null}>
          {text.history.save}
        </Button>
        <Button size="compact-md" variant="default" onClick={onEnd}>
          {text.history.cancel}
        </Button>
      </div>
    </form>
  );
}
