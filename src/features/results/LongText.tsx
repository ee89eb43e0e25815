import { type ReactNode, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import classes from './Results.module.css';

/** Characters beyond which a text fills most of a phone's window. */
const LONG = 600;

/** A text as it is; on a phone a long one shows its beginning, and the rest at a press. `length`: its characters. */
export function LongText({ length, children }: { readonly length: number; readonly children: ReactNode }) {
  const [all, setAll] = useState(false);
  if (length <= LONG) return children;
  return (
    <>
      <span className={classes.long} data-all={all || undefined}>
        {children}
      </span>
      <button type="button" className={classes.showAll} aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? text.results.showLess : text.results.showAll}
      </button>
    </>
  );
}
