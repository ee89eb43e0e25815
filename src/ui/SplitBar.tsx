import type { ReactNode } from 'react';
import classes from './SplitBar.module.css';

export interface SplitPart {
  readonly key: 'train' | 'validation' | 'test';
  readonly label: ReactNode;
  readonly count: number;
}

/** The rows of each part as one bar, true to scale; the words and counts stand below in the same order. */
export function SplitBar({ parts, label }: { readonly parts: readonly SplitPart[]; readonly label: string }) {
  return (
    <div>
      <div className={classes.bar} aria-hidden>
        {parts.map((part) => (
          <div key={part.key} className={classes.share} style={{ flexGrow: part.count }} data-part={part.key} />
        ))}
      </div>
      <dl className={classes.counts} aria-label={label}>
        {parts.map((part) => (
          <div key={part.key}>
            <dt className={classes.label}>
              <span className={classes.swatch} data-part={part.key} aria-hidden />
              {part.label}
            </dt>
            <dd className={classes.count}>{part.count.toLocaleString('en-US')}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
