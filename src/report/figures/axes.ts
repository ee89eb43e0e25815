import type { LossScale, Plot } from '../../lib/chart/lossScale.ts';
import { formatXTick, type XKind } from '../../lib/chart/xAxis.ts';
import { element, join, type Markup } from '../markup.ts';

/** Room above a plot for the title of its y axis, and below its ticks for that of x. */
export const Y_TITLE = 24;
export const X_TITLE = 20;

/** Half the height of digits: text with its middle at y. */
const MIDDLE = '0.32em';

export function text(
  x: number,
  y: number,
  words: string,
  { kind = 'tick', anchor = 'start' }: { readonly kind?: string; readonly anchor?: 'start' | 'middle' | 'end' } = {},
): Markup {
  return element(
    'text',
    { class: kind, x, y, dy: MIDDLE, 'text-anchor': anchor === 'start' ? undefined : anchor },
    words,
  );
}

/** Horizontal lines with their values, lowest first. */
export function yGrid(
  plot: Plot,
  ticks: readonly number[],
  y: (tick: number) => number,
  format: (tick: number) => string,
) {
  return join(
    ticks.map((tick) => [
      element('line', { class: 'grid', x1: plot.left, x2: plot.right, y1: y(tick), y2: y(tick) }),
      text(plot.left - 8, y(tick), format(tick), { anchor: 'end' }),
    ]),
  );
}

/** Both axes of a chart of losses, with their titles. The plot lies Y_TITLE lower than the scale says: put it into `below(…)`. */
export function lossAxes(
  scale: LossScale,
  kind: XKind,
  { xTitle, yTitle }: { readonly xTitle: string; readonly yTitle: string },
): Markup {
  const { plot, xTicks, yTicks, decimals } = scale;
  return join(
    text(0, 8 - Y_TITLE, yTitle, { kind: 'unit' }),
    yGrid(plot, yTicks, scale.y, (tick) => tick.toFixed(decimals)),
    xTicks.map((tick) => text(scale.x(tick), plot.bottom + 16, formatXTick(kind, tick), { anchor: 'middle' })),
    text(plot.right, plot.bottom + 16 + X_TITLE, xTitle, { kind: 'unit', anchor: 'end' }),
  );
}

/** Moved down by the room of the y axis' title. */
export function below(...content: readonly Markup[]): Markup {
  return element('g', { transform: `translate(0 ${Y_TITLE})` }, content);
}
