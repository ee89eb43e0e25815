import type { RunData } from './data.ts';
import type { RowLengths } from './plan.ts';

/** Rows that a micro-batch may hold at most (the range of the batch size). */
const MOST_ROWS = 256;

export function rowLengths({ parts }: Pick<RunData, 'parts'>): RowLengths {
  const rows = [...parts.train.rows, ...parts.validation.rows, ...parts.test.rows];
  const count = (part: RunData['parts']['train']) => part.rows.reduce((sum, { ids }) => sum + ids.length, 0);
  return {
    longest: longestOf(rows.map(({ ids }) => ids.length)),
    longestPrompt: rows.reduce((most, { supervised }) => Math.max(most, promptTokens(supervised)), 0),
    tokens: { train: count(parts.train), validation: count(parts.validation), test: count(parts.test) },
  };
}

/** The longest, descending, as many as a micro-batch may hold. */
export function longestOf(lengths: readonly number[]): number[] {
  return [...lengths].sort((a, b) => b - a).slice(0, MOST_ROWS);
}

function promptTokens(supervised: Uint8Array): number {
  const first = supervised.indexOf(1);
  return first < 0 ? supervised.length : first;
}
