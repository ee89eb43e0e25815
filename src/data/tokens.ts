import type { TokenRow } from '../engine/types.ts';
import { createPacer } from '../lib/pacing.ts';
import { formatExample, type PromptAndCompletion } from '../text/promptFormat.ts';
import { endOfAnswerId } from '../text/stopIds.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

/** A whole example in tokens, before any cut, with what the audit needs to know of the text it came from. */
export interface EncodedExample {
  readonly ids: Uint32Array;
  /** Tokens before the answer. */
  readonly promptTokens: number;
  /** Tokens up to and with the one that ends the answer; 0 when none does. */
  readonly endTokens: number;
  /** The prompt's ids are the first ids of the whole; if not, prompt and answer share a token and the mask is a token or so off. */
  readonly promptIsPrefix: boolean;
}

export interface EncodeOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Rows that are scrolled to come from the same thread, in several turns each: slices are shorter than a frame. */
const SLICE_MS = 10;

/** Every example in tokens, `result[i]` of `examples[i]`. Lets other work of its thread in; rejects with AbortedError once stopped. */
export async function encodeExamples(
  examples: readonly PromptAndCompletion[],
  tokenizer: Tokenizer,
  { onProgress, signal }: EncodeOptions = {},
): Promise<EncodedExample[]> {
  const breathe = createPacer(signal, SLICE_MS);
  const endId = endOfAnswerId(tokenizer);
  const encoded: EncodedExample[] = [];
  for (const example of examples) {
    await breathe();
    encoded.push(encodeExample(example, tokenizer, endId));
    if (encoded.length % 100 === 0 || encoded.length === examples.length) onProgress?.(encoded.length, examples.length);
  }
  return encoded;
}

export function encodeExample(
  example: PromptAndCompletion,
  tokenizer: Tokenizer,
  endId: number | null = endOfAnswerId(tokenizer),
): EncodedExample {
  const { promptText, fullText } = formatExample(tokenizer, example);
  const promptIds = tokenizer.encode(promptText);
  const ids = tokenizer.encode(fullText);
  const endAt = endId === null ? -1 : ids.lastIndexOf(endId);
  return {
    ids,
    promptTokens: promptIds.length,
    endTokens: endAt >= promptIds.length ? endAt + 1 : 0,
    promptIsPrefix: promptIds.every((id, i) => id === ids[i]),
  };
}

/**
 * The row that is trained: texts longer than `maxLength` tokens lose their end. Prompt–completion masking as in transformers and TRL (spec
 * 7.2): the first len(prompt ids) tokens are not trained, all others are, by length and not by comparing ids, so an end token that
 * equals the padding token is trained like any other.
 */
export function cutRow({ ids, promptTokens }: EncodedExample, maxLength: number): TokenRow {
  const cut = ids.slice(0, maxLength);
  return { ids: cut, supervised: new Uint8Array(cut.length).fill(1, Math.min(promptTokens, cut.length)) };
}

/** Targets of a row: its supervised tokens but the first of the row, which nothing predicts. */
export function trainedTokens({ supervised }: Pick<TokenRow, 'supervised'>): number {
  let count = 0;
  for (let i = 1; i < supervised.length; i++) count += supervised[i] as number;
  return count;
}
