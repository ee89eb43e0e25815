import type { ReactNode } from 'react';
import classes from './ActionBar.module.css';

/** The bar at the foot of a place: one sentence of state and the primary button. */
export function ActionBar({ sentence, children }: { readonly sentence: ReactNode; readonly children?: ReactNode }) {
  return (
    <div className={classes.bar} data-tour="bar">
      <p className={classes.sentence}>{sentence}</p>
      <div className={classes.actions}>{children}</div>
    </div>
  );
}
