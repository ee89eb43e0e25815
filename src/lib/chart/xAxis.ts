import { formatNumber } from '../format.ts';

/** What a loss can be drawn over. `time` in milliseconds of training. */
export const X_KINDS = ['step', 'epoch', 'tokens', 'time'] as const;
export type XKind = (typeof X_KINDS)[number];

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TIME_GAPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
];

/** 0 and round values up to `end`, at most `most` of them beside 0. */
export function xTicks(kind: XKind, end: number, most: number): number[] {
  const gap = kind === 'time' ? timeGap(end, most) : roundGap(end, most, kind === 'epoch' ? 0 : 1);
  // Multiples of the gap, freed of binary dust: 0.30000000000000004 -> 0.3.
  return Array.from({ length: Math.floor(end / gap + 1e-9) + 1 }, (_, i) => Number((i * gap).toPrecision(12)));
}

/** 1, 2 or 5 times a power of ten, and never below `least`. */
function roundGap(end: number, most: number, least: number): number {
  if (!(end > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(Math.max(least, end / most)));
  const gap = power * ([1, 2, 5].find((factor) => end / (power * factor) <= most) ?? 10);
  return Math.max(least, gap);
}

function timeGap(end: number, most: number): number {
  const found = end / most >= SECOND ? TIME_GAPS.find((gap) => end / gap <= most) : undefined;
  if (found !== undefined) return found;
  return end / most < SECOND ? roundGap(end, most, 1) : HOUR * roundGap(end / HOUR, most, 1);
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** A tick of the axis with the unit that it needs: `250`, `1.5`, `120K`, `45 s`, `1.5 min`, `2 h`. */
export function formatXTick(kind: XKind, value: number): string {
  if (kind === 'tokens') return compact.format(value);
  if (kind !== 'time' || value === 0) return formatNumber(value, 2);
  if (value < SECOND) return `${formatNumber(value)} ms`;
  if (value < MINUTE || value % (MINUTE / 2) !== 0) return `${formatNumber(value / SECOND, 1)} s`;
  return value % HOUR === 0 ? `${formatNumber(value / HOUR)} h` : `${formatNumber(value / MINUTE, 1)} min`;
}
