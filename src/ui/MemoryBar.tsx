import type { ReactNode } from 'react';
import classes from './MemoryBar.module.css';

export interface MemoryShare {
  readonly key: 'weights' | 'adapter' | 'activations' | 'cache' | 'other';
  readonly label: ReactNode;
  readonly sizeBytes: number;
  /** `12.3 MB`. */
  readonly size: string;
}

/**
 * GPU memory by purpose, true to scale within the whole plan; names and sizes stand below in the same order. The second bar, thin, is the plan
 * within the budget.
 */
export function MemoryBar({ shares, label, budgetFraction }: MemoryBarProps) {
  return (
    <div>
      <div className={classes.bar} aria-hidden>
        {shares.map(({ key, sizeBytes }) => (
          <div key={key} className={classes.share} style={{ flexGrow: sizeBytes }} data-memory={key} />
        ))}
      </div>
      <div className={classes.budget} aria-hidden>
        <div className={classes.used} style={{ width: `${Math.min(100, 100 * budgetFraction)}%` }} />
      </div>
      <dl className={classes.sizes} aria-label={label}>
        {shares.map(({ key, label: name, size }) => (
          <div key={key} className={classes.line}>
            <dt className={classes.name}>
              <span className={classes.swatch} data-memory={key} aria-hidden />
              {name}
            </dt>
            <dd className={classes.size}>{size}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface MemoryBarProps {
  readonly shares: readonly MemoryShare[];
  readonly label: string;
  readonly budgetFraction: number;
}
