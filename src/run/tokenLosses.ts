import type { TokenPiece } from '../text/tokenPieces.ts';

/**
 * What both models lost on each answer token of a test row: a line of `token_losses.jsonl`. `tokens` together are the answer as it was
 * measured (cut at the maximum length), losses are in nats, to 4 decimals.
 */
export interface RowTokenLosses {
  /** Index within the test part, from 0. */
  readonly index: number;
  readonly tokens: readonly string[];
  readonly base: readonly number[];
  readonly tuned: readonly number[];
  /** Token ranges [from, to) inside phrases that many training answers share. */
  readonly repeated: readonly (readonly [number, number])[];
}

export const TOKEN_LOSSES_FILE = 'token_losses.jsonl';

export interface RowTokenParams {
  /** The supervised tokens of each row, and what was measured on them. */
  readonly tokens: readonly (readonly TokenPiece[])[];
  readonly base: readonly Float32Array[];
  readonly tuned: readonly Float32Array[];
  readonly marks: readonly Uint8Array[];
}

/** Throws an Error when a row has not one loss per token. */
export function rowTokenLosses({ tokens, base, tuned, marks }: RowTokenParams): RowTokenLosses[] {
  return tokens.map((row, index) => {
    const [before, after] = [base[index], tuned[index]];
    if (before?.length !== row.length || after?.length !== row.length)
      throw new Error(
        `rowTokenLosses: row ${index} has ${row.length} tokens, ${before?.length} and ${after?.length} losses`,
      );
    return {
      index,
      tokens: row.map(({ text }) => text),
      base: Array.from(before, rounded),
      tuned: Array.from(after, rounded),
      repeated: rangesOf(marks[index] ?? new Uint8Array()),
    };
  });
}

export function writeTokenLosses(rows: readonly RowTokenLosses[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** All rows of the file. Throws a SyntaxError when it is cut short. */
export function readAllTokenLosses(file: string): RowTokenLosses[] {
  const lines = file.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as RowTokenLosses);
}

/** A row out of the file; null when it is not there. */
export function readTokenLosses(file: string, index: number): RowTokenLosses | null {
  const line = file.split('\n')[index];
  if (line === undefined || line === '') return null;
  return JSON.parse(line) as RowTokenLosses;
}

const rounded = (nats: number): number => Math.round(nats * 1e4) / 1e4;

function rangesOf(marks: Uint8Array): [number, number][] {
  const ranges: [number, number][] = [];
  for (const [t, mark] of marks.entries()) {
    if (mark !== 1) continue;
    const last = ranges.at(-1);
    if (last?.[1] === t) last[1] = t + 1;
    else ranges.push([t, t + 1]);
  }
  return ranges;
}
