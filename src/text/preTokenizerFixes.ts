import {
  ByteLevelPreTokenizer,
  DigitsPreTokenizer,
  type PreTokenizer,
  SequencePreTokenizer,
} from '@huggingface/tokenizers';

/**
 * GPT-2's split pattern with the white space of the reference (Unicode White_Space). @huggingface/tokenizers 0.2.0 writes `\s`, which
 * in JavaScript takes U+FEFF and misses U+0085.
 */
const GPT2_PIECES =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** The reference splits at Rust's `char::is_numeric`, that is Nd, Nl and No; the library writes `\d`, ASCII digits only. */
const SINGLE_DIGITS = /\P{N}+|\p{N}/gu;
const DIGIT_RUNS = /\P{N}+|\p{N}+/gu;

/** Makes the library's pre-tokenizers cut where the reference (Rust tokenizers 0.23) cuts. Patterns out of tokenizer.json it translates itself. */
export function correctPreTokenizer(preTokenizer: PreTokenizer | null): void {
  if (preTokenizer instanceof SequencePreTokenizer) {
    for (const part of preTokenizer.tokenizers) correctPreTokenizer(part);
  } else if (preTokenizer instanceof ByteLevelPreTokenizer) {
    preTokenizer.pattern = GPT2_PIECES;
  } else if (preTokenizer instanceof DigitsPreTokenizer) {
    preTokenizer.pattern = preTokenizer.config.individual_digits ? SINGLE_DIGITS : DIGIT_RUNS;
  }
}
