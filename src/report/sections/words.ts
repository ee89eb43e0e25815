import { formatNumber, formatPercent } from '../../lib/format.ts';
import type { JudgedClass } from '../../run/events.ts';

/** The classes with the terms of the published report beside them. */
export const CLASSES: readonly { readonly key: JudgedClass; readonly name: string; readonly report: string }[] = [
  { key: 'matches', name: 'Matches reference', report: 'correct' },
  { key: 'vague', name: 'Too vague', report: 'underspecified' },
  { key: 'wrong', name: 'Does not match', report: 'incorrect' },
];

export const className = (key: JudgedClass): string => CLASSES.find((row) => row.key === key)?.name ?? key;

export const lossText = (loss: number | null): string =>
  loss === null || !Number.isFinite(loss) ? '–' : loss.toFixed(4);

/** `1e-4`, `2e-3`, `1.5e-4`: as the settings write a learning rate. */
export const rateText = (rate: number): string => rate.toExponential();

/** `12 (12 %)`, where the whole stands beside it. */
export const countText = (count: number, total: number): string =>
  total === 0 ? '–' : `${formatNumber(count)} (${formatPercent(count / total, 0)})`;

/** A change in percent with its sign: `−52 %`, `+4 %`. */
export const changeText = (difference: number): string => {
  const percent = (100 * Math.expm1(difference)).toFixed(0);
  return percent.startsWith('-') ? `−${percent.slice(1)}` : Number(percent) > 0 ? `+${percent}` : percent;
};

/** `12 of 100 (12 %)` */
export const shareText = (count: number, total: number): string =>
  total === 0 ? '–' : `${formatNumber(count)} of ${formatNumber(total)} (${formatPercent(count / total, 0)})`;

/** `1 row`, `16 rows` */
export const counted = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
