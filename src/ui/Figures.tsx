import type { ReactNode } from 'react';
import classes from './Figures.module.css';

export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: string;
}

/** A row of named figures. */
export function Figures({ figures, label }: { readonly figures: readonly Figure[]; readonly label: string }) {
  return (
    <dl className={classes.figures} aria-label={label}>
      {figures.map((figure) => (
        <div key={figure.label} className={classes.figure}>
          <dt className={classes.label}>{figure.label}</dt>
          <dd className={classes.value}>
            {figure.value}
            {figure.note !== undefined && <span className={classes.note}> {figure.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
