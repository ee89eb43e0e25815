import type { ClassCounts } from '../evaluate/classCounts.ts';
import { formatNumber, formatPercent, formatPerplexity } from '../lib/format.ts';
import type { ComparisonRecord, OutsideRecord } from './events.ts';

/** Below this many rows the interval itself is unsure. */
const FEW_ROWS = 30;

/** The outcome of a run in a sentence, for the command line and the model card; the studio's is in its catalogue. */
export function verdictText(comparison: ComparisonRecord): string {
  const { rows, change } = comparison;
  const on = `${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'} it never saw`;
  const few = rows < FEW_ROWS ? ' Few rows: treat as rough.' : '';
  if (change === 'none') return `No measurable change on ${on}: ${changeText(comparison)}.${few}`;
  return `On ${on}, ${changeText(comparison)}.${few}`;
}

/** `perplexity fell from 8.76 to 4.15 (53 % lower, 95 % interval 50-55)`, or both figures where nothing can be said to have changed. */
export function changeText({ base, tuned, difference, change, confidence }: ComparisonRecord): string {
  const from = formatPerplexity(Math.exp(base.value));
  const to = formatPerplexity(Math.exp(tuned.value));
  if (change === 'none') return `perplexity ${from} before, ${to} after`;
  const percents = [difference.value, difference.low, difference.high].map((d) => Math.abs(Math.expm1(d)));
  const [middle = 0, ...ends] = percents;
  const [low, high] = [Math.min(...ends), Math.max(...ends)].map((share) => (share * 100).toFixed(0));
  const direction = change === 'fell' ? 'lower' : 'higher';
  return `perplexity ${change} from ${from} to ${to} (${formatPercent(middle, 0)} ${direction}, ${formatPercent(confidence, 0)} interval ${low}-${high})`;
}

/** The comparison without repeated phrases, in a sentence. */
export function outsideText({ share, comparison }: OutsideRecord): string {
  const left = `Outside repeated phrases (${formatPercent(share, 0)} of the answer tokens left out)`;
  if (comparison === null) return `${left} nothing remains.`;
  return `${left}: ${comparison.change === 'none' ? 'no measurable change, ' : ''}${changeText(comparison)}.`;
}

/** `11 match the reference, 3 too vague, 2 do not match` */
export function classesText({ matches, vague, wrong }: ClassCounts): string {
  return `${formatNumber(matches)} match the reference, ${formatNumber(vague)} too vague, ${formatNumber(wrong)} do not match`;
}

/** `15 of 16 rows better, 1 worse`, paired row by row. */
export function winsText({ rows, wins, losses, ties }: ComparisonRecord): string {
  const equal = ties > 0 ? `, ${formatNumber(ties)} equal` : '';
  return `${formatNumber(wins)} of ${formatNumber(rows)} rows better, ${formatNumber(losses)} worse${equal}`;
}

/** `3 examples` */
export function examplesText(shots: number): string {
  return `${formatNumber(shots)} ${shots === 1 ? 'example' : 'examples'}`;
}

/** Whether tuning did more than examples in the prompt: `comparison` of the base with them (`base`) against the tuned model. */
export function worthText({ tuned, difference, change }: ComparisonRecord): string {
  const to = formatPerplexity(Math.exp(tuned.value));
  const share = formatPercent(Math.abs(Math.expm1(difference.value)), 0);
  if (change === 'none') return `Tuning is not measurably better than that: perplexity ${to}.`;
  const direction = change === 'fell' ? 'lower' : 'higher';
  const verdict = change === 'fell' ? 'Tuning does more than examples' : 'Examples in the prompt do more than tuning';
  return `${verdict}: perplexity ${to}, ${share} ${direction}.`;
}
