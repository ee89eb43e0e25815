import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteMeter, createTextReader, decodeRange, type Encoding } from './encoding.ts';
import { openTable } from './openData.ts';
import { bytesOf, contentOf, fileOf } from './testing/csvText.ts';

/** What Windows writes for a text of its code page. */
const windows = (text: string) =>
  Uint8Array.from([...text].map((letter) => (letter === '€' ? 0x80 : letter.charCodeAt(0))));
const utf16 = (text: string, littleEndian: boolean) =>
  Uint8Array.from(
    text.split('').flatMap((unit) => {
      const code = unit.charCodeAt(0);
      return littleEndian ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff];
    }),
  );

const TEXT = 'q,a\nGrün,5 €\nplain,x\n';

test.each<[string, Uint8Array<ArrayBuffer>, Encoding]>([
  ['UTF-8', bytesOf(TEXT), 'utf-8'],
  ['UTF-8 with a mark', bytesOf(`\ufeff${TEXT}`), 'utf-8'],
  ['UTF-16 LE with a mark', utf16(`\ufeff${TEXT}`, true), 'utf-16le'],
  ['UTF-16 BE with a mark', utf16(`\ufeff${TEXT}`, false), 'utf-16be'],
  ['UTF-16 LE', utf16(TEXT, true), 'utf-16le'],
  ['UTF-16 BE', utf16(TEXT, false), 'utf-16be'],
  ['Windows-1252', windows(TEXT), 'windows-1252'],
])('%s is found, read and read back', async (_, bytes, encoding) => {
  for (const chunkSize of [1, 3, 100]) {
    const table = await openTable([fileOf('a.csv', bytes)], { delimiter: ',', chunkSize });
    expect(table.files[0]?.encoding).toBe(encoding);
    expect(table.columns).toEqual(['q', 'a']);
    expect((await contentOf(table)).rows).toEqual([
      ['Grün', '5 €'],
      ['plain', 'x'],
    ]);
  }
});

test('Windows-1252 is found where the first letter beyond ASCII comes, however late', async () => {
  const bytes = windows(`q,a\n${'plain,x\n'.repeat(1000)}Grün,5 €\n`);
  const table = await openTable([fileOf('a.csv', bytes)], { chunkSize: 512 });
  expect(table.files[0]?.encoding).toBe('windows-1252');
  expect((await contentOf(table)).rows.at(-1)).toEqual(['Grün', '5 €']);
});

test('a choice counts more than what was found', async () => {
  const table = await openTable([fileOf('a.csv', bytesOf(TEXT))], { encoding: 'windows-1252' });
  expect((await contentOf(table)).rows[0]?.[0]).toBe('GrÃ¼n');
});

test('the meter knows the bytes of any text in every encoding, CRLF as one character', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '🍏', '\n', '\r\n', '\r'), maxLength: 20 });
  fc.assert(
    fc.property(text, fc.nat(20), (value, at) => {
      const units = value.replaceAll('\r\n', '\n').length;
      const count = Math.min(at, units);
      const encodings: [Encoding, number][] = [
        ['utf-8', bytesOf(value).length],
        ['utf-16le', value.length * 2],
        ['windows-1252', value.length],
      ];
      for (const [encoding, total] of encodings) {
        const meter = createByteMeter(() => encoding);
        const middle = meter.advance(value, 0, count);
        const first = meter.bytes;
        expect(meter.advance(value, middle, units - count)).toBe(value.length);
        expect(first + meter.bytes).toBe(total);
      }
    }),
  );
});

test('bytes that are no text stay countable', () => {
  const bytes = Uint8Array.from([0xc3, 0xa9, 0xff, 0xf0, 0x9f, 0x8d, 0x8f, 0xe2, 0x82, 0x0a]);
  const text = decodeRange(bytes, 'utf-8');
  const meter = createByteMeter(() => 'utf-8');
  expect(meter.advance(text, 0, text.length)).toBe(text.length);
  expect(meter.bytes).toBe(bytes.length);
});

test('half a pair in UTF-16 is kept as it is, and a pair that is cut in two is whole', () => {
  const reader = createTextReader(Uint8Array.from([0xff, 0xfe]), null);
  const bytes = utf16('\ufeffa🍏\ud83c!', true);
  const pieces = [bytes.subarray(0, 6), bytes.subarray(6)].map((piece, i) => reader.read(piece, i === 1));
  expect(pieces.map(({ text }) => text).join('')).toBe('a🍏\ud83c!');
  expect(pieces.map(({ broken }) => broken)).toEqual([false, true]);
});
