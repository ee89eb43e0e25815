import type { Plot } from './lossScale.ts';
import { lossTicks } from './lossTicks.ts';

/** Learning rates on a log axis of whole decades, losses on a linear one. */
export interface RateScale {
  x(rate: number): number;
  y(loss: number): number;
  /** Exponents of ten. */
  readonly powers: readonly number[];
  readonly yTicks: readonly number[];
  readonly decimals: number;
}

export function rateScale(points: readonly { readonly rate: number; readonly loss: number }[], plot: Plot): RateScale {
  const logs = points.map(({ rate }) => Math.log10(rate));
  // The log of 0.001 is not quite -3.
  const first = Math.floor(Math.min(...logs) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.max(...logs) - 1e-9));
  const losses = points.map(({ loss }) => loss).filter(Number.isFinite);
  const { ticks, low, high, decimals } = lossTicks(
    losses.length === 0 ? null : [Math.min(...losses), Math.max(...losses)],
    false,
  );
  return {
    x: (rate) => plot.left + ((plot.right - plot.left) * (Math.log10(rate) - first)) / (last - first),
    y: (loss) => plot.top + ((plot.bottom - plot.top) * (high - loss)) / (high - low),
    powers: Array.from({ length: last - first + 1 }, (_, i) => first + i),
    yTicks: ticks,
    decimals,
  };
}
