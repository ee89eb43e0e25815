import type { RowLoss } from '../engine/types.ts';
import { bootstrapPaired, type Estimate, type PairedRow } from './bootstrap.ts';

export const RESAMPLES = 4000;
export const CONFIDENCE = 0.95;

/** Base against tuned on the same rows. Losses in nats per token; a perplexity and its interval are their exponentials. */
export interface Comparison {
  readonly rows: number;
  readonly tokens: number;
  readonly base: Estimate;
  readonly tuned: Estimate;
  /** Tuned - base: exp(difference) - 1 is the relative change of perplexity. */
  readonly difference: Estimate;
  /** `none`: the interval of the difference includes 0, or there are too few rows for one. */
  readonly change: 'fell' | 'rose' | 'none';
  /** Rows that the tuned model foresees better, worse, equally well. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly resamples: number;
  readonly confidence: number;
  readonly seed: number;
}

/** Both models' losses row by row. Throws an Error when they were not measured on the same rows. */
export function pairRows(base: readonly RowLoss[], tuned: readonly RowLoss[]): PairedRow[] {
  if (base.length !== tuned.length) throw new Error(`pairRows: ${base.length} base rows, ${tuned.length} tuned rows`);
  return base.map(({ lossSum, tokens }, i) => {
    const other = tuned[i] as RowLoss;
    if (other.tokens !== tokens) throw new Error(`pairRows: row ${i} has ${tokens} and ${other.tokens} tokens`);
    return { base: lossSum, tuned: other.lossSum, tokens };
  });
}

/** Both models on what is left of the rows without the tokens of repeated phrases (repeatedPhrases.ts). */
export interface OutsideComparison {
  /** Rows with at least one token that was left out. */
  readonly rowsWith: number;
  /** Tokens left out, and their share of all answer tokens of the part. */
  readonly leftOut: number;
  readonly share: number;
  /** On the other tokens; null when none is left. */
  readonly comparison: Comparison | null;
}

/** `marks[i][t]` is 1 where token t of row i is left out; losses in nats as they were measured, in the same order. */
export function compareOutside(
  base: readonly Float32Array[],
  tuned: readonly Float32Array[],
  marks: readonly Uint8Array[],
  seed: number,
): OutsideComparison {
  const rows = marks.map((marked, i): PairedRow => {
    const rest = { base: 0, tuned: 0, tokens: 0 };
    for (const [t, mark] of marked.entries()) {
      if (mark === 1) continue;
      rest.base += base[i]?.[t] as number;
      rest.tuned += tuned[i]?.[t] as number;
      rest.tokens++;
    }
    return rest;
  });
  const all = marks.reduce((sum, { length }) => sum + length, 0);
  const left = rows.reduce((sum, { tokens }) => sum + tokens, 0);
  return {
    rowsWith: marks.filter((marked) => marked.includes(1)).length,
    leftOut: all - left,
    share: all === 0 ? 0 : (all - left) / all,
    comparison: left === 0 ? null : compareModels(rows, seed),
  };
}

/** One row says nothing about others: at least two are needed before a change is called one. */
const LEAST_ROWS = 2;

export function compareModels(rows: readonly PairedRow[], seed: number, resamples = RESAMPLES): Comparison {
  const counted = rows.filter(({ tokens }) => tokens > 0);
  const losses = bootstrapPaired(counted, { resamples, confidence: CONFIDENCE, seed });
  const { low, high } = losses.difference;
  const clear = counted.length >= LEAST_ROWS && (high < 0 || low > 0);
  const wins = counted.filter((row) => row.tuned < row.base).length;
  const ties = counted.filter((row) => row.tuned === row.base).length;
  return {
    rows: counted.length,
    tokens: counted.reduce((total, row) => total + row.tokens, 0),
    ...losses,
    change: !clear ? 'none' : high < 0 ? 'fell' : 'rose',
    wins,
    losses: counted.length - wins - ties,
    ties,
    resamples,
    confidence: CONFIDENCE,
    seed,
  };
}
