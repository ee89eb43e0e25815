import type { ReactNode } from 'react';
import classes from './Figures.module.css';
import { Term } from './Term.tsx';

export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: string;
  /** Explains the label. */
  readonly term?: { readonly label: string; readonly meaning: string };
}

/** A row of named figures. */
export function Figures({ figures, label }: { readonly figures: readonly Figure[]; readonly label: string }) {
  return (
    <dl className={classes.figures} aria-label={label}>
      {figures.map((figure) => (
        <div key={figure.label} className={classes.figure}>
          <dt className={classes.label}>
            {figure.term === undefined ? figure.label : <Term {...figure.term}>{figure.label}</Term>}
          </dt>
          <dd className={classes.value}>
            {figure.value}
            {figure.note !== undefined && <span className={classes.note}> {figure.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
