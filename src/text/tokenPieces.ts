import type { Tokenizer } from './tokenizer.ts';

/** One token as a person can look at it. */
export interface TokenPiece {
  readonly id: number;
  /** What this token adds to the text; '' while the bytes of a character are not complete. */
  readonly text: string;
  readonly special: boolean;
}

/** A character of UTF-8 has at most four bytes, so at most three tokens wait for the one that completes it. */
const LONGEST_WAIT = 3;

/**
 * The text of each token within its sequence: decoded together with what stands before it, since a vocabulary may write a space into the
 * token that follows it, and one character over several tokens. The texts together are the decoded whole.
 */
export function tokenPieces(tokenizer: Tokenizer, ids: ArrayLike<number>): TokenPiece[] {
  const pieces: TokenPiece[] = [];
  /** What is decoded again with every token: the token before (the context of spaces) and those that wait. */
  let from = 0;
  let shown = 0;
  for (let at = 0; at < ids.length; at++) {
    const window = Array.from({ length: at + 1 - from }, (_, i) => ids[from + i] as number);
    const before = tokenizer.decode(window.slice(0, shown - from));
    const now = tokenizer.decode(window);
    const waits = now.endsWith('\ufffd') && at - shown < LONGEST_WAIT && at + 1 < ids.length;
    const id = ids[at] as number;
    pieces.push({ id, text: waits ? '' : now.slice(before.length), special: tokenizer.isSpecial(id) });
    if (waits) continue;
    from = at;
    shown = at + 1;
  }
  return pieces;
}
