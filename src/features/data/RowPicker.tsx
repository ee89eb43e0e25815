import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { pickRow } from '../../store/pickedRow.ts';
import type { PickedRow } from '../../workers/dataApi.ts';
import classes from './RowPreview.module.css';

const words = text.pairs.row;

/** Which row: the one before, the one after, any one, or one by its number in the file. */
export function RowPicker({ row }: { readonly row: PickedRow }) {
  const [typed, setTyped] = useState<string | null>(null);
  const go = (position: number) => {
    setTyped(null);
    pickRow({ kind: 'position', position });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const number = Number(typed);
    setTyped(null);
    if (typed !== null && Number.isSafeInteger(number)) pickRow({ kind: 'number', number });
  };
  return (
    <form className={classes.picker} onSubmit={submit}>
      <Button variant="default" size="compact-md" onClick={() => go(row.position - 1)}>
        {words.previous}
      </Button>
      <Button variant="default" size="compact-md" onClick={() => go(row.position + 1)}>
        {words.next}
      </Button>
      <Button variant="default" size="compact-md" onClick={() => go(Math.floor(Math.random() * row.count))}>
        {words.random}
      </Button>
      <TextInput
        className={classes.number}
        label={words.number}
        size="xs"
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(row.row)}
        onChange={(event) => setTyped(event.currentTarget.value.replace(/\D/g, ''))}
        onBlur={() => setTyped(null)}
      />
    </form>
  );
}
