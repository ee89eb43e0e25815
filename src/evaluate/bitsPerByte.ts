import type { TokenRow } from '../engine/types.ts';
import type { LossSummary } from './loss.ts';

/** UTF-8 bytes of the answers as they were measured: the supervised tokens as text, special tokens left out. */
export function answerBytes(
  rows: readonly TokenRow[],
  tokenizer: { decode(ids: Iterable<number>, options: { readonly skipSpecial: boolean }): string },
): number {
  const encoder = new TextEncoder();
  return rows.reduce((sum, { ids, supervised }) => {
    const answer = ids.filter((_, i) => supervised[i] === 1);
    return sum + encoder.encode(tokenizer.decode(answer, { skipSpecial: true })).length;
  }, 0);
}

/**
 * loss x tokens / (ln 2 x bytes): what an answer costs per byte of its text. Perplexity is per token, and models split a text into different
 * tokens; bytes are the same for all of them. The end token counts as loss and has no bytes.
 */
export function bitsPerByte({ loss, tokens }: Pick<LossSummary, 'loss' | 'tokens'>, bytes: number): number {
  return (loss * tokens) / (Math.LN2 * bytes);
}
