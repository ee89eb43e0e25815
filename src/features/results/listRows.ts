import type { JudgedClass } from '../../evaluate/judge.ts';
import type { JudgedRow } from './judgedRows.ts';

export type RowOrder = 'row' | 'lossHigh' | 'worse' | 'long' | 'short';

/** Which answers are listed; all conditions hold together. */
export interface RowFilter {
  readonly shown: JudgedClass | 'all';
  /** null: any. */
  readonly subtopic: string | null;
  /** Tokens of the tuned answer, `low` included, `high` not; null: any. */
  readonly length: { readonly low: number; readonly high: number } | null;
  readonly checked: 'any' | 'yes' | 'no';
  /** Tuning made the loss smaller, or larger, or it is in the upper half of the tuned losses of all rows; those without a loss are in none. */
  readonly loss: 'any' | 'better' | 'worse' | 'high';
}

export const EVERYTHING: RowFilter = { shown: 'all', subtopic: null, length: null, checked: 'any', loss: 'any' };

function isChecked({ checks }: JudgedRow): boolean {
  return checks.base !== null || checks.tuned !== null;
}

export function filterRows(
  rows: readonly JudgedRow[],
  { shown, subtopic, length, checked, loss }: RowFilter,
): JudgedRow[] {
  const middle = loss === 'high' ? medianLoss(rows) : Number.NaN;
  return rows.filter((row) => {
    const { stratum, tuned } = row.prediction;
    if (shown !== 'all' && row.final.tuned !== shown) return false;
    if (subtopic !== null && stratum !== subtopic) return false;
    if (length !== null && (tuned.tokens < length.low || tuned.tokens >= length.high)) return false;
    if (loss !== 'any' && (row.loss === null || !isOfLoss(row.loss, loss, middle))) return false;
    return checked === 'any' || isChecked(row) === (checked === 'yes');
  });
}

function isOfLoss(
  { base, tuned }: NonNullable<JudgedRow['loss']>,
  kind: Exclude<RowFilter['loss'], 'any'>,
  middle: number,
): boolean {
  if (kind === 'high') return tuned >= middle;
  return kind === 'better' ? tuned < base : tuned > base;
}

/** The upper one of two middles; NaN where no row has a loss. */
function medianLoss(rows: readonly JudgedRow[]): number {
  const losses = rows.flatMap(({ loss }) => loss?.tuned ?? []).sort((a, b) => a - b);
  return losses[Math.floor(losses.length / 2)] ?? Number.NaN;
}

/** Sorted; rows without a loss come last, and equal ones stay in the order of the test part. */
export function orderRows(rows: readonly JudgedRow[], order: RowOrder): JudgedRow[] {
  const last = Number.NEGATIVE_INFINITY;
  const rank: Readonly<Record<RowOrder, (row: JudgedRow) => number>> = {
    row: ({ prediction }) => -prediction.index,
    lossHigh: ({ loss }) => loss?.tuned ?? last,
    worse: ({ loss }) => (loss === null ? last : loss.tuned - loss.base),
    long: ({ prediction }) => prediction.tuned.tokens,
    short: ({ prediction }) => -prediction.tuned.tokens,
  };
  const by = rank[order];
  return rows.toSorted((a, b) => {
    const [x, y] = [by(a), by(b)];
    return x === y ? a.prediction.index - b.prediction.index : y - x;
  });
}

export interface SubtopicCount {
  readonly name: string;
  readonly rows: number;
  readonly counts: Readonly<Record<JudgedClass, number>>;
  /** Token-weighted loss of the tuned model; null: not known. */
  readonly loss: number | null;
}

/** Classes of the tuned model's answers by stratum, the one with the most rows first; empty where there are no strata. */
export function countSubtopics(rows: readonly JudgedRow[]): SubtopicCount[] {
  const byName = new Map<string, JudgedRow[]>();
  for (const row of rows) {
    const { stratum } = row.prediction;
    if (stratum !== null) byName.set(stratum, [...(byName.get(stratum) ?? []), row]);
  }
  return [...byName]
    .map(([name, own]) => {
      const count = (kind: JudgedClass) => own.filter(({ final }) => final.tuned === kind).length;
      const losses = own.flatMap(({ loss }) => (loss === null ? [] : [loss]));
      const tokens = losses.reduce((sum, loss) => sum + loss.tokens, 0);
      return {
        name,
        rows: own.length,
        counts: { matches: count('matches'), vague: count('vague'), wrong: count('wrong') },
        loss: tokens === 0 ? null : losses.reduce((sum, loss) => sum + loss.tuned * loss.tokens, 0) / tokens,
      };
    })
    .sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
}
