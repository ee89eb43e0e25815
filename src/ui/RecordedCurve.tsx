import { useId } from 'react';
import { roundTicks } from '../lib/chart/ticks.ts';
import classes from './RecordedCurve.module.css';

export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
  readonly smooth: number;
}

const WIDTH = 400;
const HEIGHT = 180;
const LEFT = 32;
const RIGHT = 64;
const TOP = 8;
const BOTTOM = 24;

/** A loss curve as a small still drawing, light enough for the first page: raw pale under smoothed, the base dashed. */
export function RecordedCurve({ points, baseLoss, labels }: RecordedCurveProps) {
  const title = useId();
  const last = points.at(-1);
  if (last === undefined) return null;
  const losses = points.flatMap(({ loss, smooth }) => [loss, smooth]);
  const ticks = roundTicks(Math.min(...losses, baseLoss), Math.max(...losses, baseLoss)).filter((_, i) => i % 2 === 0);
  const low = Math.min(...losses, baseLoss, ...ticks);
  const high = Math.max(...losses, baseLoss, ...ticks);
  const x = (step: number) => LEFT + (step / last.step) * (WIDTH - LEFT - RIGHT);
  const y = (loss: number) => TOP + ((high - loss) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const path = (of: (point: CurvePoint) => number) =>
    points.map((point, i) => `${i === 0 ? 'M' : 'L'}${x(point.step).toFixed(1)} ${y(of(point)).toFixed(1)}`).join('');
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={classes.curve} role="img" aria-labelledby={title}>
      <title id={title}>{labels.title}</title>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} className={classes.grid} />
          <text x={LEFT - 8} y={y(tick)} dy="0.35em" textAnchor="end" className={classes.tick}>
            {tick}
          </text>
        </g>
      ))}
      <text x={WIDTH - RIGHT} y={HEIGHT - 4} textAnchor="end" className={classes.tick}>
        {labels.steps(last.step)}
      </text>
      <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(baseLoss)} y2={y(baseLoss)} className={classes.base} />
      <text x={WIDTH - RIGHT + 8} y={y(baseLoss)} dy="0.35em" className={classes.baseLabel}>
        {labels.base}
      </text>
      <path d={path(({ loss }) => loss)} className={classes.raw} />
      <path d={path(({ smooth }) => smooth)} className={classes.smooth} />
      <text x={WIDTH - RIGHT + 8} y={y(last.smooth)} dy="0.35em" className={classes.tunedLabel}>
        {labels.training}
      </text>
    </svg>
  );
}

interface RecordedCurveProps {
  readonly points: readonly CurvePoint[];
  readonly baseLoss: number;
  readonly labels: {
    /** Says in words what the drawing shows. */
    readonly title: string;
    readonly steps: (steps: number) => string;
    readonly base: string;
    readonly training: string;
  };
}
