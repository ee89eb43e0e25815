import { roundTicks } from '../../lib/chart/ticks.ts';
import { formatPerplexity } from '../../lib/format.ts';
import type { Drawing } from '../document.ts';
import { element, join } from '../markup.ts';
import { text } from './axes.ts';

export interface IntervalRow {
  readonly name: string;
  readonly model: 'base' | 'tuned';
  readonly value: number;
  /** null: no interval was estimated. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

const ROW = 44;
const BAR = 14;
const FOOT = 44;

/** One bar from 0 per row with its interval as a whisker, and its value at the end. */
export function intervalFigure(rows: readonly IntervalRow[], width: number): Drawing {
  const most = Math.max(...rows.map(({ value, interval }) => Math.max(value, interval?.high ?? value)));
  const ticks = roundTicks(0, most);
  const end = ticks.at(-1) ?? 1;
  const right = width - 64;
  const bottom = rows.length * ROW;
  const x = (value: number) => (value / end) * right;
  const content = join(
    ticks.map((tick, i) => [
      element('line', { class: i === 0 ? 'axis' : 'grid', x1: x(tick), x2: x(tick), y1: 0, y2: bottom }),
      text(x(tick), bottom + 14, String(tick), { anchor: i === 0 ? 'start' : 'middle' }),
    ]),
    text(right, bottom + 34, 'Perplexity', { kind: 'unit', anchor: 'end' }),
    rows.map(({ name, model, value, interval }, i) => {
      const top = i * ROW + 24;
      const middle = top + BAR / 2;
      const tip = x(Math.max(value, interval?.high ?? value));
      return [
        text(0, top - 11, name, { kind: 'name' }),
        element('rect', { class: `${model} area`, x: 0, y: top, width: x(value), height: BAR }),
        interval &&
          element('path', {
            class: 'whisker curve',
            d: `M${x(interval.low).toFixed(1)},${middle}H${x(interval.high).toFixed(1)}M${x(interval.low).toFixed(1)},${top + 2}v${BAR - 4}M${x(interval.high).toFixed(1)},${top + 2}v${BAR - 4}`,
          }),
        text(tip + 8, middle, formatPerplexity(value), { kind: `${model} label` }),
      ];
    }),
  );
  return { width, height: bottom + FOOT, content };
}
