import { linePath, spreadLabels } from '../../lib/chart/linePath.ts';
import { lossScale } from '../../lib/chart/lossScale.ts';
import type { Drawing } from '../document.ts';
import { element, join } from '../markup.ts';
import { below, lossAxes, text, X_TITLE, Y_TITLE } from './axes.ts';

export interface TrialCurve {
  readonly number: number;
  readonly best: boolean;
  readonly totalSteps: number;
  readonly points: readonly { readonly step: number; readonly smooth: number }[];
}

const HEIGHT = 280;
const LABEL_GAP = 16;

/** Smoothed training loss of all trials over their share of the training, since other batch sizes take other numbers of steps. */
export function curvesFigure(curves: readonly TrialCurve[], width: number): Drawing {
  const values = curves.flatMap(({ points }) => points.map(({ smooth }) => smooth)).filter(Number.isFinite);
  const losses = values.length === 0 ? null : ([Math.min(...values), Math.max(...values)] as const);
  const scale = lossScale({ width, height: HEIGHT, kind: 'epoch', end: 100, losses });
  const share = (step: number, { totalSteps }: TrialCurve) => scale.x((100 * step) / Math.max(1, totalSteps));
  const ends = curves.flatMap((curve) => {
    const last = curve.points.at(-1);
    if (last === undefined) return [];
    return [{ name: `trial ${curve.number}`, best: curve.best, x: share(last.step, curve), y: scale.y(last.smooth) }];
  });
  const content = below(
    lossAxes(scale, 'epoch', { xTitle: 'Share of the training, %', yTitle: 'Smoothed training loss, nats per token' }),
    join(
      curves.map((curve) =>
        element('path', {
          class: `${curve.best ? 'tuned' : 'base'} curve`,
          d: linePath(
            curve.points,
            ({ step }) => share(step, curve),
            ({ smooth }) => scale.y(smooth),
          ),
        }),
      ),
      spreadLabels(ends, LABEL_GAP, scale.plot.bottom).map(({ name, best, x, y }) =>
        text(x + 8, y, name, { kind: `${best ? 'tuned' : 'base'} label` }),
      ),
    ),
  );
  return { width, height: HEIGHT + Y_TITLE + X_TITLE, content };
}
