import { roundTicks } from './ticks.ts';

/** Where values come to lie in a chart of `width` x `height` pixels. */
export interface LossScale {
  x(step: number): number;
  y(loss: number): number;
  /** The step whose place is closest to `x`, within the axis. */
  stepAt(x: number): number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  /** Decimals that tell the ticks of y apart. */
  readonly decimals: number;
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

export interface LossScaleParams {
  readonly width: number;
  readonly height: number;
  readonly totalSteps: number;
  /** Smallest and largest value that is drawn; null: none is. */
  readonly losses: readonly [number, number] | null;
}

/** Room for the tick labels on the left, the labels at the ends of the lines on the right, the steps below. */
const MARGIN = { left: 44, right: 84, top: 8, bottom: 24 } as const;
const X_TICK_PX = 90;

export function lossScale({ width, height, totalSteps, losses }: LossScaleParams): LossScale {
  const plot = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left + 1, width - MARGIN.right),
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const steps = Math.max(1, totalSteps);
  const yTicks = losses === null ? [0, 1] : roundTicks(losses[0], losses[1]);
  const low = yTicks[0] ?? 0;
  const high = yTicks.at(-1) ?? 1;
  const perStep = (plot.right - plot.left) / steps;
  const perUnit = (plot.bottom - plot.top) / (high - low);
  return {
    x: (step) => plot.left + step * perStep,
    y: (loss) => plot.bottom - (loss - low) * perUnit,
    stepAt: (x) => Math.min(steps, Math.max(1, Math.round((x - plot.left) / perStep))),
    xTicks: stepTicks(steps, Math.max(2, Math.floor((plot.right - plot.left) / X_TICK_PX))),
    yTicks,
    decimals: Math.max(1, ...yTicks.map((value) => String(value).split('.')[1]?.length ?? 0)),
    plot,
  };
}

/** 0 and round steps up to the last one, at most `most` of them. */
function stepTicks(steps: number, most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, steps / most)));
  const gap = Math.max(1, power * ([1, 2, 5, 10].find((factor) => steps / (power * factor) <= most) ?? 10));
  return Array.from({ length: Math.floor(steps / gap) + 1 }, (_, i) => i * gap);
}

/** The `d` of a line through the points, to a tenth of a pixel; interrupted where a place is no number. */
export function linePath<T>(points: readonly T[], x: (point: T) => number, y: (point: T) => number): string {
  let path = '';
  let pen = 'M';
  for (const point of points) {
    const [left, top] = [x(point), y(point)];
    if (Number.isFinite(left) && Number.isFinite(top)) {
      path += `${pen}${left.toFixed(1)},${top.toFixed(1)}`;
      pen = 'L';
    } else pen = 'M';
  }
  return path;
}

/** Moves labels that would overlap apart, keeping their order: `gap` pixels from one to the next, none below `bottom`. */
export function spreadLabels<T extends { readonly y: number }>(labels: readonly T[], gap: number, bottom: number): T[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y).map((label) => ({ ...label }));
  for (let i = 1; i < sorted.length; i++) {
    const above = sorted[i - 1] as T;
    const label = sorted[i] as T;
    if (label.y - above.y < gap) sorted[i] = { ...label, y: above.y + gap };
  }
  let limit = bottom;
  for (let i = sorted.length - 1; i >= 0; i--) {
    const label = sorted[i] as T;
    if (label.y > limit) sorted[i] = { ...label, y: limit };
    limit = (sorted[i] as T).y - gap;
  }
  return sorted;
}
