import { spreadLabels } from '../../lib/chart/linePath.ts';
import { rateScale } from '../../lib/chart/rateScale.ts';
import type { Drawing } from '../document.ts';
import { element, join } from '../markup.ts';
import { below, text, X_TITLE, Y_TITLE, yGrid } from './axes.ts';

export interface RatePoint {
  readonly rate: number;
  readonly loss: number;
  readonly batchSize: number;
  readonly best: boolean;
}

const HEIGHT = 240;
const LABEL_GAP = 16;

/** Final training loss against learning rate on a log axis, one line per batch size, named at its end; the best trial is ringed. */
export function rateFigure(points: readonly RatePoint[], width: number): Drawing {
  const plot = { left: 44, right: width - 84, top: 8, bottom: HEIGHT - 24 };
  const scale = rateScale(points, plot);
  const sizes = [...new Set(points.map(({ batchSize }) => batchSize))].sort((a, b) => a - b);
  const lines = sizes.map((size) => ({
    size,
    joined: points.filter(({ batchSize }) => batchSize === size).sort((a, b) => a.rate - b.rate),
  }));
  const ends = lines.flatMap(({ size, joined }) => {
    const last = joined.at(-1);
    return last === undefined ? [] : [{ name: `batch ${size}`, x: scale.x(last.rate), y: scale.y(last.loss) }];
  });
  const place = ({ rate, loss }: RatePoint) => ({ cx: scale.x(rate), cy: scale.y(loss) });
  const content = below(
    text(0, 8 - Y_TITLE, 'Final training loss, nats per token', { kind: 'unit' }),
    yGrid(plot, scale.yTicks, scale.y, (tick) => tick.toFixed(scale.decimals)),
    join(
      scale.powers.map((power) => text(scale.x(10 ** power), plot.bottom + 16, `1e${power}`, { anchor: 'middle' })),
      text(plot.right, plot.bottom + 16 + X_TITLE, 'Learning rate, log scale', { kind: 'unit', anchor: 'end' }),
      lines.map(({ joined }, i) => [
        element('polyline', {
          class: `tuned curve${i % 2 === 1 ? ' dashed' : ''}`,
          points: joined.map(({ rate, loss }) => `${scale.x(rate).toFixed(1)},${scale.y(loss).toFixed(1)}`).join(' '),
        }),
        joined.map((point) => element('circle', { class: 'tuned area', ...place(point), r: 3.5 })),
        joined.filter(({ best }) => best).map((point) => element('circle', { class: 'chosen', ...place(point), r: 7 })),
      ]),
      spreadLabels(ends, LABEL_GAP, plot.bottom).map(({ name, x, y }) =>
        text(x + 12, y, name, { kind: 'tuned label' }),
      ),
    ),
  );
  return { width, height: HEIGHT + Y_TITLE + X_TITLE, content };
}
