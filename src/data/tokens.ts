import type { TokenRow } from '../engine/types.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { formatExample, type PromptAndCompletion } from '../text/promptFormat.ts';
import { endOfAnswerId } from '../text/stopIds.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { auditTokens, type TokenAudit } from './audit.ts';
import type { Example } from './examples.ts';

/** A row for the trainer, with what the audit needs to know of the text it came from. */
export interface TokenisedRow extends TokenRow {
  /** Tokens before the answer, and of the whole text, before the cut. */
  readonly promptTokens: number;
  readonly fullTokens: number;
  /** The token that ends the answer is there to be learned. */
  readonly hasEnd: boolean;
  /** The prompt's ids are the first ids of the whole; if not, prompt and answer share a token and the mask is a token or so off. */
  readonly promptIsPrefix: boolean;
}

export interface TokeniseOptions {
  /** Longer texts lose their end. */
  readonly maxLength: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Token ids and loss mask of every example, `rows[i]` of `examples[i]`, and the audit of all. */
export function tokenise(
  examples: readonly Example[],
  tokenizer: Tokenizer,
  { maxLength, onProgress, signal }: TokeniseOptions,
): { rows: TokenisedRow[]; audit: TokenAudit } {
  const endId = endOfAnswerId(tokenizer);
  const rows: TokenisedRow[] = [];
  for (const example of examples) {
    throwIfAborted(signal);
    rows.push(tokeniseExample(example, tokenizer, maxLength, endId));
    if (rows.length % 100 === 0 || rows.length === examples.length) onProgress?.(rows.length, examples.length);
  }
  return { rows, audit: auditTokens(rows, maxLength) };
}

/**
 * Prompt–completion masking as in transformers and TRL (spec 7.2): the first len(prompt ids) tokens are not trained, all others are, by
 * length and not by comparing ids, so an end token that equals the padding token is trained like any other.
 */
export function tokeniseExample(
  example: PromptAndCompletion,
  tokenizer: Tokenizer,
  maxLength: number,
  endId: number | null = endOfAnswerId(tokenizer),
): TokenisedRow {
  const { promptText, fullText } = formatExample(tokenizer, example);
  const promptIds = tokenizer.encode(promptText);
  const fullIds = tokenizer.encode(fullText);
  const ids = fullIds.slice(0, maxLength);
  const supervised = new Uint8Array(ids.length).fill(1, Math.min(promptIds.length, ids.length));
  return {
    ids,
    supervised,
    promptTokens: promptIds.length,
    fullTokens: fullIds.length,
    hasEnd: endId !== null && ids.lastIndexOf(endId) >= promptIds.length,
    promptIsPrefix: promptIds.every((id, i) => id === fullIds[i]),
  };
}
