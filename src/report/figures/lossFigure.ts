import { linePath, spreadLabels } from '../../lib/chart/linePath.ts';
import { type LossScale, lossScale } from '../../lib/chart/lossScale.ts';
import type { LossPoint } from '../../lib/chart/lossSeries.ts';
import type { Drawing } from '../document.ts';
import { element, join, type Markup } from '../markup.ts';
import { below, lossAxes, text, X_TITLE, Y_TITLE } from './axes.ts';

export interface LossFigureData {
  readonly points: readonly LossPoint[];
  readonly validations: readonly { readonly step: number; readonly loss: number; readonly best: boolean }[];
  readonly baseLoss: number | null;
  readonly totalSteps: number;
  /** Steps at which a checkpoint was written, and at which the loss or a gradient was not finite. */
  readonly checkpoints: readonly number[];
  readonly broken: readonly number[];
  /** Validation of the step whose adapter was kept. */
  readonly bestStep: number | null;
}

const LABEL_GAP = 16;
const HEIGHTS = { wide: 320, narrow: 260 } as const;

/** Training loss over steps: raw pale under smoothed, validation points, the base dashed; marks for what happened at a step. */
export function lossFigure(data: LossFigureData, width: number): Drawing {
  const height = width < 500 ? HEIGHTS.narrow : HEIGHTS.wide;
  const scale = lossScale({ width, height, kind: 'step', end: data.totalSteps, losses: lossRange(data) });
  const content = below(
    lossAxes(scale, 'step', { xTitle: 'Optimizer step', yTitle: 'Loss, nats per answer token' }),
    lines(scale, data),
    marks(scale, data),
    labels(scale, data),
  );
  return { width, height: height + Y_TITLE + X_TITLE, content };
}

function lines(scale: LossScale, { points, validations, baseLoss }: LossFigureData): Markup {
  const x = ({ step }: { readonly step: number }) => scale.x(step);
  const y = ({ loss }: { readonly loss: number }) => scale.y(loss);
  const { left, right } = scale.plot;
  return join(
    baseLoss === null
      ? null
      : element('line', {
          class: 'base curve dashed',
          x1: left,
          x2: right,
          y1: scale.y(baseLoss),
          y2: scale.y(baseLoss),
        }),
    element('path', { class: 'tuned curve raw', d: linePath(points, x, y) }),
    element('path', { class: 'tuned curve', d: linePath(points, x, ({ smooth }) => scale.y(smooth)) }),
    element('path', { class: 'validation curve', d: linePath(validations, x, y) }),
    validations.map((row) => element('circle', { class: 'validation area', cx: x(row), cy: y(row), r: 3.5 })),
  );
}

/** A ring around the best validation, a small triangle on the axis for a checkpoint, a cross at the top for a step that was not finite. */
function marks(scale: LossScale, { validations, checkpoints, broken, bestStep }: LossFigureData): Markup {
  const best = validations.find(({ step }) => step === bestStep);
  const { top, bottom } = scale.plot;
  return join(
    checkpoints.map((step) => {
      const x = scale.x(step).toFixed(1);
      return element('path', { class: 'saved', d: `M${x},${bottom - 6}l4,6h-8z` });
    }),
    broken.map((step) => {
      const x = scale.x(step).toFixed(1);
      return element('path', { class: 'broken', d: `M${x},${top}m-4,-4l8,8m0,-8l-8,8` });
    }),
    best === undefined
      ? null
      : element('circle', { class: 'ring', cx: scale.x(best.step), cy: scale.y(best.loss), r: 7 }),
  );
}

function labels(scale: LossScale, { points, validations, baseLoss }: LossFigureData): Markup {
  const training = points.findLast(({ smooth }) => Number.isFinite(smooth));
  const validation = validations.at(-1);
  const ends = [
    ...(baseLoss === null ? [] : [{ name: 'base', kind: 'base', x: scale.plot.right, y: scale.y(baseLoss) }]),
    ...(training ? [{ name: 'training', kind: 'tuned', x: scale.x(training.step), y: scale.y(training.smooth) }] : []),
    ...(validation
      ? [{ name: 'validation', kind: 'validation', x: scale.x(validation.step), y: scale.y(validation.loss) }]
      : []),
  ];
  return join(
    spreadLabels(ends, LABEL_GAP, scale.plot.bottom).map(({ name, kind, x, y }) =>
      text(Math.min(x, scale.plot.right) + 10, y, name, { kind: `${kind} label` }),
    ),
  );
}

/** Smallest and largest finite value that is drawn; null: none is. */
function lossRange({ points, validations, baseLoss }: LossFigureData): readonly [number, number] | null {
  const values = [
    ...points.flatMap(({ loss, smooth }) => [loss, smooth]),
    ...validations.map(({ loss }) => loss),
    ...(baseLoss === null ? [] : [baseLoss]),
  ].filter(Number.isFinite);
  return values.length === 0
    ? null
    : [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
