import classes from './SplitBar.module.css';

export interface SplitPart {
  readonly key: 'train' | 'validation' | 'test';
  readonly label: string;
  readonly count: number;
}

/** The rows of each part as one bar; parts are told apart by label and order, tints only help. */
export function SplitBar({ parts, label }: { readonly parts: readonly SplitPart[]; readonly label: string }) {
  return (
    <dl className={classes.split} aria-label={label}>
      {parts.map((part) => (
        <div
          key={part.key}
          className={classes.part}
          style={{ flexGrow: Math.max(part.count, 0.001) }}
          data-part={part.key}
        >
          <div className={classes.bar} aria-hidden />
          <dt className={classes.label}>{part.label}</dt>
          <dd className={classes.count}>{part.count.toLocaleString('en-US')}</dd>
        </div>
      ))}
    </dl>
  );
}
