import { roundTicks } from './ticks.ts';

/** Ticks of an axis of losses with the ends of the axis: on a log axis the lowest tick may stand above its low end. */
export interface LossTicks {
  readonly ticks: readonly number[];
  readonly low: number;
  readonly high: number;
  /** Decimals that tell the ticks apart. */
  readonly decimals: number;
}

/** Smaller losses than this are as good as none: a log axis has no 0. */
const LEAST = 1e-4;
/** From this factor between the ends on a log axis has decades; below it round values, as a linear one. */
const DECADES = 8;

export function lossTicks(losses: readonly [number, number] | null, log: boolean): LossTicks {
  if (losses === null) return { ticks: [0, 1], low: 0, high: 1, decimals: 1 };
  return log ? logTicks(losses) : linearTicks(losses);
}

function linearTicks([lowest, highest]: readonly [number, number]): LossTicks {
  const ticks = roundTicks(lowest, highest);
  return withDecimals(ticks, ticks[0] ?? 0, ticks.at(-1) ?? 1);
}

function logTicks([lowest, highest]: readonly [number, number]): LossTicks {
  const least = Math.max(LEAST, lowest);
  const most = Math.max(least * 1.05, highest);
  if (most / least < DECADES) {
    const ticks = roundTicks(least, most).filter((tick) => tick > 0);
    const low = Math.min(least, ticks[0] ?? least);
    return withDecimals(ticks, low, ticks.at(-1) ?? most);
  }
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(most));
  const wide = last - first > 3;
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((power) =>
    (wide ? [1] : [1, 2, 5]).map((factor) => Number((factor * 10 ** power).toPrecision(3))),
  );
  const low = Math.max(...all.filter((tick) => tick <= least), 10 ** first);
  const high = Math.min(...all.filter((tick) => tick >= most), 10 ** last);
  const ticks = all.filter((tick) => tick >= low && tick <= high);
  return withDecimals(ticks, low, high);
}

function withDecimals(ticks: readonly number[], low: number, high: number): LossTicks {
  return { ticks, low, high, decimals: Math.max(1, ...ticks.map((value) => decimalsOf(value))) };
}

function decimalsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}
