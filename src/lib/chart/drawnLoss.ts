import { type LossPoint, lossSeries } from './lossSeries.ts';
import type { XKind } from './xAxis.ts';

/** Every optimizer step in columns, one entry a step in ascending order. `tokens` of the step alone; `elapsedMs` since training began. */
export interface StepColumns {
  readonly steps: ArrayLike<number>;
  readonly losses: ArrayLike<number>;
  readonly epochs: ArrayLike<number>;
  readonly tokens: ArrayLike<number>;
  readonly elapsedMs: ArrayLike<number>;
}

/** A training as it can be drawn: its steps and what happened on the way. */
export interface LossData {
  readonly columns: StepColumns;
  readonly totalSteps: number;
  readonly validations: readonly { readonly step: number; readonly loss: number }[];
  readonly baseLoss: number | null;
  /** Steps after which a checkpoint was written. */
  readonly checkpoints: readonly number[];
  /** Steps whose loss or gradient was not finite. */
  readonly broken: readonly number[];
  /** The step with the best validation so far; null: none. */
  readonly bestStep: number | null;
}

export const LOSS_LINES = ['both', 'raw', 'smoothed'] as const;
export type LossLines = (typeof LOSS_LINES)[number];

export interface LossOptions {
  readonly kind: XKind;
  readonly lines: LossLines;
  readonly log: boolean;
}

export type DrawnPoint = LossPoint & { readonly x: number };

/** What a chart draws: places on the chosen axis, the losses to make room for, and the options they were made with. */
export interface DrawnLoss {
  readonly options: LossOptions;
  readonly points: readonly DrawnPoint[];
  readonly validations: readonly { readonly step: number; readonly x: number; readonly loss: number }[];
  readonly best: { readonly x: number; readonly loss: number } | null;
  readonly checkpoints: readonly { readonly step: number; readonly x: number }[];
  readonly broken: readonly { readonly step: number; readonly x: number }[];
  readonly baseLoss: number | null;
  /** Right end of the axis: of all steps that are planned, at the pace so far. */
  readonly end: number;
  /** Smallest and largest finite loss that is drawn; null: none is. */
  readonly losses: readonly [number, number] | null;
}

/** More points than a chart has pixels would only cost time. */
const MAX_POINTS = 400;

export function drawnLoss(data: LossData, options: LossOptions): DrawnLoss {
  const { columns, validations, checkpoints, broken, bestStep, baseLoss } = data;
  const xs = xColumn(columns, options.kind);
  const first = columns.steps[0] ?? 1;
  // Steps follow one another; what happened before the first or after the last is drawn at its end.
  const x = (step: number) => (step < first ? 0 : (xs[Math.min(xs.length - 1, step - first)] ?? 0));
  const points = lossSeries(columns, MAX_POINTS).map((point) => ({ ...point, x: x(point.step) }));
  const placed = validations.map(({ step, loss }) => ({ step, loss, x: x(step) }));
  const mark = (step: number) => ({ step, x: x(step) });
  const best = placed.find(({ step }) => step === bestStep);
  return {
    options,
    points,
    validations: placed,
    best: best ? { x: best.x, loss: best.loss } : null,
    checkpoints: checkpoints.map(mark),
    broken: broken.map(mark),
    baseLoss,
    end: endOf(data, xs, options.kind),
    losses: lossRange(points, placed, baseLoss, options.lines),
  };
}

/** x of every step, in the unit of the axis. */
function xColumn({ steps, epochs, tokens, elapsedMs }: StepColumns, kind: XKind): ArrayLike<number> {
  if (kind === 'epoch') return epochs;
  if (kind === 'time') return elapsedMs;
  if (kind === 'step') return steps;
  let sum = 0;
  return Float64Array.from(tokens, (count) => {
    sum += count;
    return sum;
  });
}

function endOf({ columns, totalSteps }: LossData, xs: ArrayLike<number>, kind: XKind): number {
  if (kind === 'step') return totalSteps;
  const last = columns.steps[columns.steps.length - 1];
  const at = xs[xs.length - 1];
  return last === undefined || at === undefined ? 1 : at * Math.max(1, totalSteps / last);
}

function lossRange(
  points: readonly DrawnPoint[],
  validations: readonly { readonly loss: number }[],
  baseLoss: number | null,
  lines: LossLines,
): readonly [number, number] | null {
  let lowest = baseLoss ?? Number.POSITIVE_INFINITY;
  let highest = baseLoss ?? Number.NEGATIVE_INFINITY;
  const take = (value: number) => {
    if (!Number.isFinite(value)) return;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  };
  for (const { loss, smooth } of points) {
    if (lines !== 'smoothed') take(loss);
    if (lines !== 'raw') take(smooth);
  }
  for (const { loss } of validations) take(loss);
  return lowest <= highest ? [lowest, highest] : null;
}
