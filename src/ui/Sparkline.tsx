import classes from './Sparkline.module.css';

const WIDTH = 120;
const HEIGHT = 32;
const INSET = 2;

/** A line without axes, as high as a line of text or two: only its shape tells something, so its ends are said in words. */
export function Sparkline({ values, label }: SparklineProps) {
  const known = values.filter(Number.isFinite);
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const x = (i: number) => INSET + (i / Math.max(1, known.length - 1)) * (WIDTH - 2 * INSET);
  const y = (value: number) => INSET + (1 - (value - low) / span) * (HEIGHT - 2 * INSET);
  const path = known.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      className={classes.line}
      role="img"
      aria-label={label}
    >
      {known.length === 1 ? <circle cx={WIDTH / 2} cy={HEIGHT / 2} r={2} /> : <path d={path} />}
    </svg>
  );
}

interface SparklineProps {
  readonly values: readonly number[];
  /** Says in words what the line shows. */
  readonly label: string;
}
