import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { DrawnLoss, DrawnPoint } from '../lib/chart/drawnLoss.ts';
import type { LossScale } from '../lib/chart/lossScale.ts';
import { formatDecimals } from '../lib/format.ts';
import classes from './LossChart.module.css';
import type { LossChartLabels } from './LossChart.tsx';

/** Reads the chart at a step: under the pointer, or moved with the arrow keys. */
export function ChartCursor({ scale, drawn, labels }: ChartCursorProps) {
  const [step, setStep] = useState<number | null>(null);
  const { points } = drawn;
  const found = step === null ? null : closest(points, (point) => Math.abs(point.step - step));
  const lines = found === null ? [] : describe(found, drawn, labels);
  const move = (event: PointerEvent<HTMLElement>) => {
    const value = scale.valueAt(event.clientX - event.currentTarget.getBoundingClientRect().left + scale.plot.left);
    setStep(closest(points, ({ x }) => Math.abs(x - value))?.step ?? null);
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const next = stepAfter(event.key, found?.step ?? step, points);
    if (next === null) return;
    event.preventDefault();
    setStep(next);
  };
  const { plot } = scale;
  const left = found === null ? 0 : scale.x(found.x);
  return (
    <div
      className={classes.cursor}
      style={{ left: plot.left, width: plot.right - plot.left, height: plot.bottom }}
      role="slider"
      tabIndex={0}
      aria-label={labels.cursor}
      aria-valuemin={1}
      aria-valuemax={points.at(-1)?.step ?? 1}
      aria-valuenow={found?.step ?? step ?? 1}
      aria-valuetext={lines.join(', ')}
      onPointerMove={move}
      onPointerDown={move}
      onPointerLeave={() => setStep(null)}
      onBlur={() => setStep(null)}
      onKeyDown={press}
    >
      {found !== null && (
        <>
          <div className={classes.hair} style={{ left: left - plot.left }} />
          <div
            className={classes.readout}
            style={{ left: left - plot.left }}
            data-side={left > (plot.left + plot.right) / 2 ? 'left' : 'right'}
          >
            {lines.map((line) => (
              <div key={line}>{line}</div>
            ))}
          </div>
        </>
      )}
    </div>
  );
}

function closest<T>(rows: readonly T[], distance: (row: T) => number): T | null {
  let best: T | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const found = distance(row);
    if (found < least) [best, least] = [row, found];
  }
  return best;
}

function describe(point: DrawnPoint, drawn: DrawnLoss, labels: LossChartLabels): string[] {
  const { validations, checkpoints, broken, points, options } = drawn;
  const { kind, lines } = options;
  // A drawn point stands for the steps since the one before it, so that no validation between two points is lost.
  const span = Math.max(1, (points.at(-1)?.step ?? 1) / Math.max(1, points.length));
  const near = <T extends { readonly step: number }>(rows: readonly T[]) =>
    rows.findLast(({ step }) => step <= point.step && step > point.step - span);
  const validation = near(validations);
  return [
    `${labels.step} ${point.step}${kind === 'step' ? '' : `, ${labels.atX(kind, point.x)}`}`,
    ...(lines === 'smoothed' ? [] : [`${labels.training} ${figure(point.loss)}`]),
    ...(lines === 'raw' ? [] : [`${labels.smoothed} ${figure(point.smooth)}`]),
    ...(validation ? [`${labels.validation} ${figure(validation.loss)}`] : []),
    ...(near(checkpoints) ? [labels.saved] : []),
    ...(near(broken) ? [labels.notFinite] : []),
  ];
}

const figure = (loss: number): string => (Number.isFinite(loss) ? formatDecimals(loss, 3) : '–');

/** The drawn step that a key leads to; null: the key means nothing here. */
function stepAfter(key: string, from: number | null, points: readonly DrawnPoint[]): number | null {
  const at = points.findIndex(({ step }) => step === from);
  const last = points.length - 1;
  const now = at < 0 ? last : at;
  const next = {
    ArrowLeft: now - 1,
    ArrowDown: now - 1,
    ArrowRight: now + 1,
    ArrowUp: now + 1,
    PageDown: now - 10,
    PageUp: now + 10,
    Home: 0,
    End: last,
  }[key];
  if (next === undefined) return null;
  return points[Math.min(last, Math.max(0, next))]?.step ?? null;
}

interface ChartCursorProps {
  readonly scale: LossScale;
  readonly drawn: DrawnLoss;
  readonly labels: LossChartLabels;
}
