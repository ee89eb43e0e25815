/** The base with examples in its prompt: what an untuned model makes of the test rows when it is shown how answers look. */
import type { Example } from '../data/examples.ts';
import { longestRow } from '../engine/model/checkRows.ts';
import type { TokenRow } from '../engine/types.ts';
import { formatConversation } from '../text/promptFormat.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { chooseShots } from './chooseShots.ts';
import type { RunConfig } from './config.ts';
import type { RunData, RunPart } from './data.ts';

export interface FewShotPlan {
  readonly asked: number;
  /** As many as fit before the longest test row. */
  readonly shots: readonly Example[];
  /** Indexes of the shots within the training part. */
  readonly indexes: readonly number[];
  /** `rows[i]` is test row i behind the shots; the tokens that it is measured on are those of the test row. */
  readonly rows: readonly TokenRow[];
  /** Most tokens that the shots add to a row. */
  readonly addedTokens: number;
}

export interface FewShotParams {
  readonly tokenizer: Tokenizer;
  readonly train: RunPart;
  readonly test: RunPart;
  /** Examples that are asked for. */
  readonly count: number;
  readonly seed: number;
  /** Rows that are as long as this were cut, so that their text is longer. */
  readonly maxLength: number;
  /** Most tokens of a row with the shots before it: fewShotWindow. */
  readonly window: number;
}

/**
 * Most tokens of a test row behind its examples: twice the maximum length, never beyond what the model reads, and no more than examples as long
 * as the longest row would take.
 */
export function fewShotWindow(sizes: {
  readonly count: number;
  readonly longestRow: number;
  readonly maxLength: number;
  readonly modelLength: number;
}): number {
  const { count, longestRow, maxLength, modelLength } = sizes;
  return Math.min(modelLength, 2 * maxLength, (count + 1) * longestRow);
}

/** That of a run; null where none was asked for, or no example fits. */
export function planRunFewShot(
  { fewShot: count, maxLength, seed }: Pick<RunConfig, 'fewShot' | 'maxLength' | 'seed'>,
  { parts: { train, test } }: Pick<RunData, 'parts'>,
  tokenizer: Tokenizer,
  modelLength: number,
): FewShotPlan | null {
  if (count === 0) return null;
  const window = fewShotWindow({ count, longestRow: longestRow(test.rows), maxLength, modelLength });
  const plan = planFewShot({ tokenizer, train, test, count, seed, maxLength, window });
  return plan.shots.length === 0 ? null : plan;
}

/** Chooses the examples and puts them before every test row; fewer than `count` where they do not fit, none when none does. */
export function planFewShot(params: FewShotParams): FewShotPlan {
  const { tokenizer, train, test, count, seed, maxLength, window } = params;
  const longest = longestRow(test.rows);
  for (let tried = count; ; tried--) {
    const room = window - longest;
    const indexes = chooseShots(train.examples, {
      lengths: train.rows.map(({ ids }) => (ids.length < maxLength ? ids.length : Number.POSITIVE_INFINITY)),
      count: tried,
      room,
      seed,
    });
    const shots = indexes.map((index) => train.examples[index] as Example);
    const rows = test.rows.map((row, i) => behind(tokenizer, shots, (test.examples[i] as Example).prompt, row));
    const added = rows.map(({ ids }, i) => ids.length - (test.rows[i] as TokenRow).ids.length);
    // A template may write more around a turn than around a row alone.
    if (shots.length > 0 && rows.some(({ ids }) => ids.length > window)) continue;
    return { asked: count, shots, indexes, rows, addedTokens: Math.max(0, ...added) };
  }
}

/** Token ids of a question behind the shots. */
export function encodeBehind(tokenizer: Tokenizer, shots: readonly Example[], prompt: string): Uint32Array {
  return tokenizer.encode(formatConversation(tokenizer, { turns: shots, prompt }));
}

/** The row with another prompt: its answer keeps its token ids, so that both are measured on the same tokens. */
function behind(tokenizer: Tokenizer, shots: readonly Example[], prompt: string, row: TokenRow): TokenRow {
  const first = row.supervised.indexOf(1);
  // Without an answer there is nothing to measure, behind whatever prompt.
  if (first < 0 || shots.length === 0) return row;
  const before = encodeBehind(tokenizer, shots, prompt);
  const answer = row.ids.subarray(first);
  const ids = new Uint32Array(before.length + answer.length);
  ids.set(before);
  ids.set(answer, before.length);
  return { ids, supervised: new Uint8Array(ids.length).fill(1, before.length) };
}
