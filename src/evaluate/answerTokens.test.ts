import { describe, expect, it } from 'vitest';
import type { Tokenizer } from '../text/tokenizer.ts';
import { answerTokens, markRepeated } from './answerTokens.ts';
import { findRepeatedPhrases } from './repeatedPhrases.ts';

const WORDS = ['<end>', 'ask', ' the', ' ta', 'ble', ' below', ',', ' tells', ' \n'];
const tokenizer = {
  decode: (ids: Iterable<number>) => [...ids].map((id) => WORDS[id]).join(''),
  isSpecial: (id: number) => id === 0,
} as unknown as Tokenizer;
const row = (ids: number[], from: number) => ({
  ids: Uint32Array.from(ids),
  supervised: Uint8Array.from(ids, (_, i) => (i >= from ? 1 : 0)),
});

describe('answerTokens', () => {
  it('are the supervised ones, without the first token of the row', () => {
    expect(answerTokens(tokenizer, row([1, 2, 3, 4, 0], 2)).map(({ text }) => text)).toEqual([' ta', 'ble', '<end>']);
    expect(answerTokens(tokenizer, row([1, 2], 0)).map(({ text }) => text)).toEqual([' the']);
    expect(answerTokens(tokenizer, row([1, 2], 9))).toEqual([]);
  });
});

describe('markRepeated', () => {
  const phrases = findRepeatedPhrases(Array(10).fill('The table below tells.'), {
    words: 4,
    share: 0.2,
    leastAnswers: 10,
  });
  const marks = (ids: number[]) => [...markRepeated(answerTokens(tokenizer, row(ids, 1)), phrases)];

  it('marks whole tokens from the first letter of a phrase to its last', () => {
    expect(marks([1, 1, 2, 3, 4, 5, 6, 7, 6, 0])).toEqual([0, 1, 1, 1, 1, 1, 1, 0, 0]);
    expect(marks([1, 8, 2, 3, 4, 5, 8, 7])).toEqual([0, 1, 1, 1, 1, 1, 1]);
  });

  it('does not reach over the end of an answer', () => {
    expect(marks([1, 2, 3, 4, 0, 5, 7])).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
