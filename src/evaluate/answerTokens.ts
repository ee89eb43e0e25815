import type { TokenRow } from '../engine/types.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { type TokenPiece, tokenPieces } from '../text/tokenPieces.ts';
import type { RepeatedPhrases, Span } from './repeatedPhrases.ts';

/** The supervised tokens of a row in order, as text: those whose losses are measured. The row's first token is never one. */
export function answerTokens(tokenizer: Tokenizer, { ids, supervised }: TokenRow): TokenPiece[] {
  const first = supervised.findIndex((flag, i) => i > 0 && flag === 1);
  if (first < 0) return [];
  // From the token before: whether a space belongs to the first one is seen beside it.
  const from = first - 1;
  return tokenPieces(tokenizer, ids.subarray(from)).filter((_, i) => i > 0 && supervised[from + i] === 1);
}

/**
 * 1 for every token with a letter in a repeated phrase, or between its first and last one; spaces around a token do not count. A token that
 * ends or steers the answer (special) belongs to none, and parts it.
 */
export function markRepeated(tokens: readonly TokenPiece[], phrases: Pick<RepeatedPhrases, 'find'>): Uint8Array {
  const marks = new Uint8Array(tokens.length);
  let from = 0;
  for (let to = 0; to <= tokens.length; to++) {
    if (to < tokens.length && !tokens[to]?.special) continue;
    const texts = tokens.slice(from, to).map(({ text }) => text);
    marks.set(markTexts(texts, phrases), from);
    from = to + 1;
  }
  return marks;
}

function markTexts(texts: readonly string[], phrases: Pick<RepeatedPhrases, 'find'>): number[] {
  const spans = phrases.find(texts.join(''));
  let at = 0;
  let next = 0;
  return texts.map((text) => {
    const start = at + (text.length - text.trimStart().length);
    const end = Math.max(start + 1, at + text.trimEnd().length);
    at += text.length;
    while (next < spans.length && (spans[next] as Span).end <= start) next++;
    return next < spans.length && (spans[next] as Span).start < end ? 1 : 0;
  });
}
