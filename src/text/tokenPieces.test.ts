import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoTokenizer } from './testing/demoTokenizer.ts';
import { tokenPieces } from './tokenPieces.ts';

const tokenizer = demoTokenizer('mini');

test('every token has its text, spaces and special tokens included', () => {
  const pieces = tokenPieces(tokenizer, tokenizer.encode('<|im_start|>user\nIs it gout?<|im_end|>'));
  expect(pieces.map(({ text }) => text).join('')).toBe('<|im_start|>user\nIs it gout?<|im_end|>');
  expect(pieces.filter(({ special }) => special).map(({ text }) => text)).toEqual(['<|im_start|>', '<|im_end|>']);
});

test('a character of several tokens is shown where it is complete', () => {
  const ids = tokenizer.encode('a🦠b');
  const pieces = tokenPieces(tokenizer, ids);
  expect(ids.length).toBeGreaterThan(3);
  expect(pieces.map(({ text }) => text).filter((text) => text !== '')).toEqual(['a', '🦠', 'b']);
});

test('the pieces of any text are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const ids = tokenizer.encode(text);
      expect(
        tokenPieces(tokenizer, ids)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(tokenizer.decode(ids));
    }),
    { numRuns: 300 },
  );
});
