import { text } from '../../app/messages/en.ts';
import { formatDecimals } from '../../lib/format.ts';
import type { FinishedRun, LossCurve } from '../../store/finishedRuns.ts';

/** What the result card says: figures of the run, no text of a row and no file name. */
export interface ResultCard {
  readonly title: string;
  readonly before: number;
  readonly after: number;
  readonly change: string;
  readonly lines: readonly string[];
  readonly curve: LossCurve;
  readonly curveLabel: string;
  readonly foot: string;
}

/** null while the run has not been measured. */
export function resultCard({ facts, curve }: FinishedRun): ResultCard | null {
  const { comparison, config, ready, done } = facts;
  if (comparison === null) return null;
  const { base, tuned, difference, change, rows } = comparison;
  const share = (d: number) => Math.abs(Math.expm1(d));
  const ends = [share(difference.low), share(difference.high)] as const;
  return {
    title: text.export.cardTitle(config.model),
    before: Math.exp(base.value),
    after: Math.exp(tuned.value),
    change: text.export.cardChange[change](share(difference.value), Math.min(...ends), Math.max(...ends)),
    lines: [
      text.export.cardRows(ready?.rows?.train ?? null, rows),
      text.export.cardDevice(ready?.gpu.name ?? '', done?.elapsedMs ?? Number.NaN),
    ],
    curve,
    curveLabel: text.export.cardSteps(curve.steps.length),
    foot: text.export.cardFoot,
  };
}

/** The card as lines of text; the curve as its first, middle and last tenth. */
export function cardText({ title, before, after, change, lines, curve, curveLabel, foot }: ResultCard): string {
  return [
    title,
    `${text.export.cardPerplexity}: ${text.export.cardBefore(before)}, ${text.export.cardAfter(after)} (${change})`,
    ...lines,
    `${curveLabel}: ${tenths(curve.losses)
      .map((loss) => formatDecimals(loss, 2))
      .join(' → ')}`,
    foot,
  ].join('\n');
}

/** Means of the first, the middle and the last tenth of the steps, at least one step each. */
function tenths(losses: Float64Array): number[] {
  const width = Math.max(1, Math.floor(losses.length / 10));
  const starts = [0, Math.floor((losses.length - width) / 2), losses.length - width];
  return starts.map((start) => {
    const part = losses.subarray(Math.max(0, start), Math.max(0, start) + width);
    return part.reduce((sum, loss) => sum + loss, 0) / part.length;
  });
}
