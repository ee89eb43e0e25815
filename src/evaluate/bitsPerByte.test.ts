import { expect, test } from 'vitest';
import { demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { answerBytes, bitsPerByte } from './bitsPerByte.ts';

test('counts the bytes of the answers alone, end tokens left out', () => {
  const tokenizer = demoTokenizer('mini');
  const [prompt, answer] = [tokenizer.encode('Why?'), tokenizer.encode('Grün.<|im_end|>')];
  const row = {
    ids: Uint32Array.of(...prompt, ...answer),
    supervised: Uint8Array.from([...prompt.map(() => 0), ...answer.map(() => 1)]),
  };
  expect(answerBytes([row, row], tokenizer)).toBe(2 * 6);
});

test('a model that finds each byte equally likely needs 8 bits for it, however it cuts the text', () => {
  expect(bitsPerByte({ loss: Math.log(256), tokens: 100 }, 100)).toBeCloseTo(8, 12);
  expect(bitsPerByte({ loss: 2 * Math.log(256), tokens: 50 }, 100)).toBeCloseTo(8, 12);
});
