import { lossTicks } from './lossTicks.ts';
import { type XKind, xTicks } from './xAxis.ts';

/** Where values come to lie in a chart of `width` x `height` pixels. */
export interface LossScale {
  /** Of a step, an epoch, a count of tokens or a time, whichever the axis is. */
  x(value: number): number;
  y(loss: number): number;
  /** The value whose place is `x`, within the axis. */
  valueAt(x: number): number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  /** Decimals that tell the ticks of y apart. */
  readonly decimals: number;
  readonly plot: Plot;
}

export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface LossScaleParams {
  readonly width: number;
  readonly height: number;
  /** What x is, and its right end. */
  readonly kind: XKind;
  readonly end: number;
  /** Smallest and largest value that is drawn; null: none is. */
  readonly losses: readonly [number, number] | null;
  readonly log?: boolean;
}

/** Room for the tick labels on the left, the labels at the ends of the lines on the right, the ticks of x below. */
const MARGIN = { left: 44, right: 84, top: 8, bottom: 24 } as const;
const X_TICK_PX = 90;

export function lossScale({ width, height, kind, end, losses, log = false }: LossScaleParams): LossScale {
  const plot = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left + 1, width - MARGIN.right),
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const { ticks, low, high, decimals } = lossTicks(losses, log);
  const last = end > 0 ? end : 1;
  const perValue = (plot.right - plot.left) / last;
  const place = log ? (loss: number) => Math.log(Math.max(low, loss)) : (loss: number) => loss;
  const [floor, perUnit] = [place(low), (plot.bottom - plot.top) / (place(high) - place(low))];
  return {
    x: (value) => plot.left + value * perValue,
    y: (loss) => plot.bottom - (place(loss) - floor) * perUnit,
    valueAt: (x) => Math.min(last, Math.max(0, (x - plot.left) / perValue)),
    xTicks: xTicks(kind, last, Math.max(2, Math.floor((plot.right - plot.left) / X_TICK_PX))),
    yTicks: ticks,
    decimals,
    plot,
  };
}
