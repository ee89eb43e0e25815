import { formatNumber, formatPercent } from '../../lib/format.ts';
import type { Drawing } from '../document.ts';
import { element, join } from '../markup.ts';
import { text } from './axes.ts';

export interface ClassBar {
  readonly name: string;
  readonly model: 'base' | 'tuned';
  /** Matches, too vague, does not match. */
  readonly counts: readonly [number, number, number];
}

const ROW = 76;
const BAR = 24;
/** Pixels that a character takes at most, on average. */
const CHARACTER = 7;
const SHADES = ['area', 'area half', 'outline'] as const;

/** Shares of the three classes as one bar per model: full, pale, empty. Each part is named below it as far as it is wide enough. */
export function classFigure(
  bars: readonly ClassBar[],
  width: number,
  names: readonly [string, string, string],
): Drawing {
  const content = join(
    bars.map(({ name, model, counts }, i) => {
      const top = i * ROW + 24;
      const total = counts.reduce((sum, count) => sum + count, 0);
      let left = 0;
      const parts = counts.map((count, k) => {
        const part = { left, width: total === 0 ? 0 : ((width - 1) * count) / total, count, k };
        left += part.width;
        return part;
      });
      return [
        text(0, top - 12, name, { kind: 'name' }),
        parts.map(({ left: x, width: wide, count, k }) =>
          count === 0
            ? null
            : [
                element('rect', {
                  class: `${model} ${SHADES[k]}`,
                  x: x + 0.5,
                  y: top,
                  width: Math.max(1, wide - 1),
                  height: BAR,
                }),
                text(x + 0.5, top + BAR + 12, label(names[k] as string, count, total, wide)),
              ],
        ),
      ];
    }),
  );
  return { width, height: bars.length * ROW, content };
}

/** As much as the part is wide enough for; the table beside the figure has all of it. */
function label(name: string, count: number, total: number, width: number): string {
  const figures = `${formatNumber(count)} (${formatPercent(count / total, 0)})`;
  const fitting = [`${name} ${figures}`, figures, formatNumber(count)].find(
    (words) => words.length * CHARACTER <= width,
  );
  return fitting ?? '';
}
