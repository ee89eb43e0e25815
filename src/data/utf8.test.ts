import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from './testing/csvText.ts';
import { decodeUtf8 } from './utf8.ts';

/** Feeds the bytes in pieces of the given size. */
function readAll(bytes: Uint8Array, size: number): string {
  let text = '';
  let held: number[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const next = Uint8Array.from([...held, ...bytes.subarray(at, at + size)]);
    const piece = decodeUtf8(next, at + size >= bytes.length);
    text += piece.text;
    held = [...next.subarray(piece.used)];
  }
  return text;
}

test('any text comes back whatever the size of the pieces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 9 }), (value, size) => {
      expect(readAll(bytesOf(value), size)).toBe(value);
    }),
  );
});

test('broken bytes come as lone surrogates, one each, and the text around them is read', () => {
  const broken = fc.constantFrom([0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe9], [0xf5, 0x80], [0x80], [0xe2, 0x82]);
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, broken, text, fc.integer({ min: 1, max: 9 }), (before, bad, after, size) => {
      // A line break ends what could otherwise become a longer character.
      const bytes = Uint8Array.from([...bytesOf(before), ...bad, 0x0a, ...bytesOf(after)]);
      const escaped = bad.map((byte) => String.fromCharCode(0xdc00 + byte)).join('');
      expect(readAll(bytes, size)).toBe(`${before}${escaped}\n${after}`);
    }),
  );
});

test('a character that is cut off at the end of the file is broken', () => {
  expect(readAll(Uint8Array.from([0x61, 0xe2, 0x82]), 2)).toBe('a\udce2\udc82');
});
