import { ByteLevelPreTokenizer, DigitsPreTokenizer } from '@huggingface/tokenizers';
import { expect, test } from 'vitest';
import { correctPreTokenizer } from './preTokenizerFixes.ts';

// Expected pieces: tokenizers 0.23.3, `pre_tokenize_str`.

test.each([
  [true, ['a', '1', '2', '²', '½', 'Ⅷ', '١', 'b']],
  [false, ['a', '12²½Ⅷ١', 'b']],
])('digits of every script are split off (one by one: %s)', (individual, pieces) => {
  const digits = new DigitsPreTokenizer({ type: 'Digits', individual_digits: individual });
  correctPreTokenizer(digits);
  expect(digits.pre_tokenize_text('a12²½Ⅷ١b')).toEqual(pieces);
});

test.each([
  ['x \u0085y \ufeff z', ['x', 'Ġ', 'Âħ', 'y', 'Ġï»¿', 'Ġz']],
  ["\u3000's a\u00a0b", ['ãĢĢ', "'s", 'Ġa', 'Âł', 'b']],
])('byte-level pieces end where Unicode white space begins: %j', (text, pieces) => {
  const byteLevel = new ByteLevelPreTokenizer({ type: 'ByteLevel', add_prefix_space: false });
  correctPreTokenizer(byteLevel);
  expect(byteLevel.pre_tokenize_text(text)).toEqual(pieces);
});
