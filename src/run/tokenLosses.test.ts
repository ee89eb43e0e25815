import { expect, test } from 'vitest';
import { readTokenLosses, rowTokenLosses, writeTokenLosses } from './tokenLosses.ts';

const piece = (text: string) => ({ id: 1, text, special: false });
const params = {
  tokens: [[piece('It'), piece(' \n'), piece('"is"')], [piece('x')]],
  base: [Float32Array.of(1.23456, 2, 3), Float32Array.of(0.5)],
  tuned: [Float32Array.of(0.00004, 1, 2), Float32Array.of(0.25)],
  marks: [Uint8Array.of(1, 1, 0), Uint8Array.of(1)],
};

test('a row comes back with its tokens, losses to 4 decimals and ranges of repeated tokens', () => {
  const file = writeTokenLosses(rowTokenLosses(params));
  expect(readTokenLosses(file, 0)).toEqual({
    index: 0,
    tokens: ['It', ' \n', '"is"'],
    base: [1.2346, 2, 3],
    tuned: [0, 1, 2],
    repeated: [[0, 2]],
  });
  expect(readTokenLosses(file, 1)).toMatchObject({ index: 1, tokens: ['x'], repeated: [[0, 1]] });
  expect(readTokenLosses(file, 2)).toBe(null);
  expect(readTokenLosses('', 0)).toBe(null);
});

test('a row with another number of losses than tokens is refused', () => {
  expect(() => rowTokenLosses({ ...params, base: [Float32Array.of(1)] })).toThrow('row 0 has 3 tokens, 1 and 3 losses');
});
