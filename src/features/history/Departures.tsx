import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { departures } from '../../store/history.ts';
import type { KeptRunEntry } from '../../store/recovery.ts';
import classes from './History.module.css';

/** So many chips are shown at first: about two lines. */
const FIRST = 5;

/** The settings in which the run departs from the recipe, as chips. */
export function Departures({ run }: { readonly run: KeptRunEntry }) {
  const [all, setAll] = useState(false);
  const found = departures(run);
  if (found.length === 0) return <p className={classes.quiet}>{text.history.noDepartures}</p>;
  return (
    <div className={classes.departures}>
      <ul className={classes.chips} aria-label={text.history.departures}>
        {found.slice(0, all ? undefined : FIRST).map(({ key, label, value }) => (
          <li key={key} className={classes.chip}>
            {text.history.chip(text.settings[key]?.label ?? label, value)}
          </li>
        ))}
      </ul>
      {found.length > FIRST && (
        <Button size="compact-sm" variant="default" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? text.history.fewer : text.history.more(found.length - FIRST)}
        </Button>
      )}
    </div>
  );
}
