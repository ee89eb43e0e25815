import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from './testing/csvText.ts';
import { createUtf8Reader } from './utf8.ts';

/** Feeds the bytes in pieces of the given size. */
function readAll(bytes: Uint8Array, size: number) {
  const reader = createUtf8Reader();
  let text = '';
  for (let at = 0; at < bytes.length; at += size) {
    const piece = reader.read(bytes.subarray(at, at + size), at + size >= bytes.length);
    text += piece.text;
    if (piece.invalidAt !== null) return { text, invalidAt: piece.invalidAt };
  }
  return { text, invalidAt: null };
}

test('any text comes back whatever the size of the pieces', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (value, size) => {
      const expected = value.startsWith('\ufeff') ? value.slice(1) : value;
      expect(readAll(bytesOf(value), size)).toEqual({ text: expected, invalidAt: null });
    }),
  );
});

test('a byte order mark goes at the start and stays elsewhere', () => {
  for (const size of [1, 3, 100]) expect(readAll(bytesOf('\ufeffa\ufeffb'), size).text).toBe('a\ufeffb');
});

test('the first broken character is found at its offset, and the text before it is read', () => {
  const broken = fc.constantFrom(
    [0xff],
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xe9, 0x20],
    [0xf5, 0x80],
    [0x80],
    [0xe2, 0x82],
  );
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.startsWith('\ufeff'));
  fc.assert(
    fc.property(text, broken, text, fc.integer({ min: 1, max: 9 }), (before, bad, after, size) => {
      const head = bytesOf(before);
      // A line break ends what could otherwise become a longer character.
      const bytes = Uint8Array.from([...head, ...bad, 0x0a, ...bytesOf(after)]);
      expect(readAll(bytes, size)).toEqual({ text: before, invalidAt: head.length });
    }),
  );
});

test('a character that is cut off at the end of the file is broken', () => {
  expect(readAll(Uint8Array.from([0x61, 0xe2, 0x82]), 2)).toEqual({ text: 'a', invalidAt: 1 });
});
