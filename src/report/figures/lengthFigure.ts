import { roundTicks } from '../../lib/chart/ticks.ts';
import { formatNumber } from '../../lib/format.ts';
import type { Drawing } from '../document.ts';
import { element, join, type Markup } from '../markup.ts';
import { below, text, X_TITLE, Y_TITLE, yGrid } from './axes.ts';

export interface LengthRow {
  readonly low: number;
  readonly high: number;
  /** Answers of this length that do not match, and all answers of this length. */
  readonly wrong: number;
  readonly all: number;
}

const LEFT = 44;
const RIGHT = 8;
const COUNTS = { top: 12, bottom: 150 } as const;
const SHARES = { top: 208, bottom: 288 } as const;
const EDGE_PX = 44;

/** Above: how many answers that do not match are of which length. Below, over the same lengths: which share of all answers of that length they are. */
export function lengthFigure(rows: readonly LengthRow[], width: number): Drawing {
  const slot = (width - LEFT - RIGHT) / Math.max(1, rows.length);
  const bar = (i: number, y: number, bottom: number, kind: string) =>
    element('rect', { class: kind, x: LEFT + i * slot + 1, y, width: Math.max(1, slot - 2), height: bottom - y });
  const most = Math.max(1, ...rows.map(({ wrong }) => wrong));
  const ticks = roundTicks(0, most).filter(Number.isInteger);
  const high = ticks.at(-1) ?? most;
  const y = (count: number) => COUNTS.bottom - ((COUNTS.bottom - COUNTS.top) * count) / high;
  const yShare = (share: number) => SHARES.bottom - (SHARES.bottom - SHARES.top) * share;
  const right = width - RIGHT;
  const content = below(
    text(0, 8 - Y_TITLE, 'Answers that do not match', { kind: 'unit' }),
    yGrid({ left: LEFT, right, ...COUNTS }, ticks, y, String),
    join(
      rows.map(({ wrong }, i) =>
        wrong === 0
          ? null
          : [
              bar(i, y(wrong), COUNTS.bottom, 'tuned area'),
              slot < 16 ? null : text(LEFT + (i + 0.5) * slot, y(wrong) - 8, formatNumber(wrong), { anchor: 'middle' }),
            ],
      ),
      text(0, SHARES.top - 24, 'Share of all answers of that length, %', { kind: 'unit' }),
    ),
    yGrid({ left: LEFT, right, ...SHARES }, [0, 0.5, 1], yShare, (share) => formatNumber(100 * share)),
    join(
      rows.map(({ wrong, all }, i) =>
        all === 0 ? null : bar(i, yShare(wrong / all), SHARES.bottom, 'tuned area half'),
      ),
      edges(rows, slot),
      text(right, SHARES.bottom + 16 + X_TITLE, 'Length of the answer, tokens', { kind: 'unit', anchor: 'end' }),
    ),
  );
  return { width, height: SHARES.bottom + 24 + Y_TITLE + X_TITLE, content };
}

/** The edge of every bin where they fit, else of every second, third … */
function edges(rows: readonly LengthRow[], slot: number): Markup {
  const every = Math.max(1, Math.ceil(EDGE_PX / Math.max(1, slot)));
  const all = [...rows.map(({ low }) => low), ...rows.slice(-1).map(({ high }) => high)];
  return join(
    all.map((edge, i) =>
      i % every === 0
        ? text(LEFT + i * slot, SHARES.bottom + 16, formatNumber(edge), {
            anchor: i === all.length - 1 ? 'end' : 'middle',
          })
        : null,
    ),
  );
}
