import { lengthBins } from '../../lib/chart/lengthBins.ts';
import type { JudgedClass } from '../../run/events.ts';
import type { JudgedRow } from './judgedRows.ts';

export interface LengthFigure {
  readonly low: number;
  readonly high: number;
  /** Answers of the tuned model in this bin. */
  readonly all: number;
  readonly counts: Readonly<Record<JudgedClass, number>>;
}

/** Answers of the tuned model by length in tokens and class; bins reach to the longest answer of any class. */
export function lengthFigures(rows: readonly JudgedRow[]): LengthFigure[] {
  const lengths = rows.map(({ prediction }) => prediction.tuned.tokens);
  const of = (kind: JudgedClass) =>
    lengthBins(
      rows.filter(({ final }) => final.tuned === kind).map(({ prediction }) => prediction.tuned.tokens),
      Math.max(0, ...lengths),
    );
  const [matches, vague, wrong] = [of('matches'), of('vague'), of('wrong')];
  return matches.map(({ low, high, count }, i) => {
    const counts = { matches: count, vague: vague[i]?.count ?? 0, wrong: wrong[i]?.count ?? 0 };
    return { low, high, all: counts.matches + counts.vague + counts.wrong, counts };
  });
}
