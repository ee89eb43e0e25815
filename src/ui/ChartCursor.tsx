import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { LossScale } from '../lib/chart/lossScale.ts';
import classes from './LossChart.module.css';
import type { LossChartLabels, LossChartPoint, LossChartValidation } from './LossChart.tsx';

/** Reads the chart at a step: under the pointer, or moved with the arrow keys. */
export function ChartCursor({ scale, points, validations, labels }: ChartCursorProps) {
  const [step, setStep] = useState<number | null>(null);
  const found = step === null ? null : readAt(points, validations, step);
  const lines = found === null ? [] : describe(found, labels);
  const move = (event: PointerEvent<HTMLElement>) => {
    setStep(scale.valueAt(event.clientX - event.currentTarget.getBoundingClientRect().left + scale.plot.left));
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const next = stepAfter(event.key, found?.point?.step ?? step, points);
    if (next === null) return;
    event.preventDefault();
    setStep(next);
  };
  const { plot } = scale;
  return (
    <div
      className={classes.cursor}
      style={{ left: plot.left, width: plot.right - plot.left, height: plot.bottom }}
      role="slider"
      tabIndex={0}
      aria-label={labels.cursor}
      aria-valuemin={1}
      aria-valuemax={points.at(-1)?.step ?? 1}
      aria-valuenow={found?.point?.step ?? step ?? 1}
      aria-valuetext={lines.join(', ')}
      onPointerMove={move}
      onPointerDown={move}
      onPointerLeave={() => setStep(null)}
      onBlur={() => setStep(null)}
      onKeyDown={press}
    >
      {found !== null && (
        <>
          <div className={classes.hair} style={{ left: scale.x(found.step) - plot.left }} />
          <div
            className={classes.readout}
            style={{ left: scale.x(found.step) - plot.left }}
            data-side={scale.x(found.step) > (plot.left + plot.right) / 2 ? 'left' : 'right'}
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

interface Read {
  readonly step: number;
  readonly point: LossChartPoint | null;
  readonly validation: LossChartValidation | null;
}

/** The drawn point closest to a step, and the validation close by. */
function readAt(
  points: readonly LossChartPoint[],
  validations: readonly LossChartValidation[],
  step: number,
): Read | null {
  const point = closest(points, step);
  if (point === null) return null;
  const last = points.at(-1)?.step ?? 1;
  const validation = closest(validations, step);
  const near = validation !== null && Math.abs(validation.step - step) <= Math.max(0.5, last / 100);
  return { step: point.step, point, validation: near ? validation : null };
}

function closest<T extends { readonly step: number }>(rows: readonly T[], step: number): T | null {
  let best: T | null = null;
  for (const row of rows) if (best === null || Math.abs(row.step - step) < Math.abs(best.step - step)) best = row;
  return best;
}

function describe({ step, point, validation }: Read, labels: LossChartLabels): string[] {
  return [
    `${labels.step} ${step}`,
    ...(point ? [`${labels.training} ${point.loss.toFixed(3)}`, `${labels.smoothed} ${point.smooth.toFixed(3)}`] : []),
    ...(validation ? [`${labels.validation} ${validation.loss.toFixed(3)}`] : []),
  ];
}

/** The drawn step that a key leads to; null: the key means nothing here. */
function stepAfter(key: string, from: number | null, points: readonly LossChartPoint[]): number | null {
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
  readonly points: readonly LossChartPoint[];
  readonly validations: readonly LossChartValidation[];
  readonly labels: LossChartLabels;
}
