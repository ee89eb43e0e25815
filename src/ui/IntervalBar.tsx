import classes from './IntervalBar.module.css';

/** A bar from 0 to `value` on a scale that ends at `most`, with its interval as a whisker. */
export function IntervalBar({ value, low, high, most, model, label }: IntervalBarProps) {
  const at = (x: number) => `${(100 * Math.min(x, most)) / most}%`;
  return (
    <div className={classes.track} role="img" aria-label={label}>
      <div className={classes.bar} data-model={model} style={{ width: at(value) }} />
      <div className={classes.whisker} style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }} />
    </div>
  );
}

interface IntervalBarProps {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly most: number;
  readonly model: 'base' | 'tuned' | 'validation';
  readonly label: string;
}
