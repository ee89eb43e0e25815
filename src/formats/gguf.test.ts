import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../lib/errors.ts';
import { type GgufHeader, parseGgufHeader, readGgufHeader } from './gguf.ts';
import { dequantiseGguf } from './ggufDequantise.ts';
import { F32, type GgufField, type GgufTestTensor, ggufFile, I32, LIST, TEXT, U32 } from './testing/ggufFile.ts';

const goldenBytes = (name: string) => new Uint8Array(readFileSync(new URL(`./golden/${name}`, import.meta.url)));
const parse = (bytes: Uint8Array) => parseGgufHeader(bytes, bytes.length, 'm.gguf') as GgufHeader;

const FIELDS: GgufField[] = [
  ['general.architecture', TEXT, 'llama'],
  ['llama.block_count', U32, 1],
  ['llama.eps', F32, 0.5],
  ['tokenizer.ggml.tokens', LIST, [TEXT, ['a', 'b', 'ab']]],
  ['tokenizer.ggml.token_type', LIST, [I32, [1, 1, 3]]],
];
const TENSORS: GgufTestTensor[] = [
  { name: 'a', type: 'F32', shape: [3, 2], bytes: new Uint8Array(24).fill(1) },
  { name: 'b', type: 'Q8_0', shape: [2, 32], bytes: new Uint8Array(68).fill(2) },
];
const FILE = ggufFile(FIELDS, TENSORS);

const refusal = (bytes: Uint8Array, fileSize = bytes.length) => {
  try {
    parseGgufHeader(bytes, fileSize, 'm.gguf');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error('was accepted');
};
/** The file with a little-endian number written at `at`. */
const patched = (at: number, value: bigint, bytes = FILE) => {
  const copy = bytes.slice();
  new DataView(copy.buffer).setBigUint64(at, value, true);
  return copy;
};

describe('a file by the reference writer', () => {
  const bytes = goldenBytes('gguf.gguf');
  const golden = JSON.parse(new TextDecoder().decode(goldenBytes('gguf.json')));
  const { metadata, entries } = parse(bytes);

  it('gives every metadata value', () => {
    for (const [name, expected] of Object.entries(golden.metadata)) {
      const key = `test.${name}`;
      if (typeof expected === 'string') expect(metadata.text(key)).toBe(expected);
      else if (typeof expected === 'boolean') expect(metadata.flag(key)).toBe(expected);
      else if (typeof expected === 'number') expect(metadata.number(key)).toBe(expected);
      else if (name === 'texts') expect(metadata.texts(key)).toEqual(expected);
      else expect(Array.from(metadata.numbers(key))).toEqual(expected);
    }
    expect(metadata.keys.length).toBe(Object.keys(golden.metadata).length + 1);
  });

  it('gives every tensor with its shape, place and values', () => {
    const found = entries.map(({ begin, end, ...entry }) => {
      const values = Array.from(dequantiseGguf(entry.type, bytes.subarray(begin, end)));
      return { ...entry, begin, end, values };
    });
    expect(found).toEqual(golden.tensors);
  });
});

describe('metadata access', () => {
  const { metadata } = parse(FILE);

  it('falls back only where the key is missing', () => {
    expect(metadata.count('llama.block_count', 7)).toBe(1);
    expect([metadata.count('none', 7), metadata.text('none', null)]).toEqual([7, null]);
  });

  it.each([
    ['a missing key', () => metadata.text('none'), 'm.gguf: the metadata holds no none'],
    ['a number as text', () => metadata.text('llama.block_count'), 'metadata llama.block_count is not a text'],
    ['a text as number', () => metadata.number('general.architecture'), 'is not a number'],
    ['a fraction as count', () => metadata.count('llama.eps'), 'metadata llama.eps is not a whole number'],
    ['numbers as texts', () => metadata.texts('tokenizer.ggml.token_type'), 'is not a list of texts'],
    ['texts as numbers', () => metadata.numbers('tokenizer.ggml.tokens'), 'is not a list of numbers'],
    ['a number as flag', () => metadata.flag('llama.block_count'), 'is not true or false'],
  ])('refuses %s', (_, access, message) => {
    expect(access).toThrow(UserError);
    expect(access).toThrow(message);
  });
});

describe('reading by ranges', () => {
  it('asks for more while the header goes on, and never for more than the file', async () => {
    const many: GgufField = ['words', LIST, [TEXT, Array.from({ length: 90_000 }, (_, i) => `word ${i}`)]];
    const bytes = ggufFile([...FIELDS, many], TENSORS);
    expect(bytes.length).toBeGreaterThan(2 ** 20);
    const ends: number[] = [];
    const header = await readGgufHeader(
      async (end) => {
        ends.push(end);
        return bytes.subarray(0, end);
      },
      bytes.length,
      'm.gguf',
    );
    expect(header.metadata.texts('words').at(-1)).toBe('word 89999');
    expect(ends).toEqual([2 ** 20, bytes.length]);
  });

  it('refuses a source that gives fewer bytes than it announced', async () => {
    await expect(readGgufHeader(async () => FILE.subarray(0, 30), FILE.length, 'm.gguf')).rejects.toThrow(
      `only 30 of ${FILE.length} bytes could be read`,
    );
  });

  it('returns null, not a guess, for every head that ends within the header', () => {
    const headerEnd = (parse(FILE).entries[0]?.begin as number) - 31;
    for (let end = 24; end < headerEnd - 31; end++) {
      expect(parseGgufHeader(FILE.subarray(0, end), FILE.length)).toBeNull();
    }
  });
});

describe('a damaged or hostile file', () => {
  const info = (index: number, change: Partial<{ type: number; offset: number }>) =>
    ggufFile(FIELDS, TENSORS, (at, written) => (at === index ? { ...written, ...change } : written));

  it.each([
    ['empty', new Uint8Array(0), 'm.gguf: only 0 bytes, too short for a GGUF file'],
    ['another format', new Uint8Array(100).fill(80), 'does not begin with "GGUF"'],
    ['version 1', patched(4, 1n), 'has GGUF version 1'],
    ['big-endian', patched(4, 0x03000000n), 'is a big-endian GGUF file'],
    ['a tensor count beyond reason', patched(8, 2n ** 60n), 'announces 1152921504606847000 tensors'],
    ['a metadata count beyond reason', patched(16, 2n ** 40n), 'announces 1099511627776 metadata keys'],
    [
      'a key longer than the file',
      patched(24, 10_000n),
      'the name of metadata key 1 of 5 (10000 bytes at byte 32) ends behind the file',
    ],
    ['a key of absurd length', patched(24, 2n ** 63n), 'is absurd'],
    [
      'a duplicate key',
      ggufFile([...FIELDS, ['llama.eps', F32, 1]], []),
      'metadata key "llama.eps" stands in the header twice',
    ],
    ['an unknown metadata type', ggufFile([['x', 77, 1]], []), 'metadata x has the unknown type 77'],
    ['an empty key', ggufFile([['', U32, 1]], []), 'the name of metadata key 1 of 1 is empty'],
    ['a duplicate tensor', ggufFile(FIELDS, [...TENSORS, ...TENSORS]), 'tensor "a" stands in the header twice'],
    ['an unknown tensor type', info(1, { type: 99 }), 'tensor "b": its type number 99 is not supported'],
    ['a type that is left out', info(1, { type: 23 }), 'its type IQ4_XS is not supported'],
    ['an overlap', info(1, { offset: 0 }), 'tensor "b": offset 0 lies within the tensor before it'],
    ['a misaligned offset', info(1, { offset: 40 }), 'tensor "b": offset 40 is not a multiple of 32'],
    ['an offset behind the end', info(1, { offset: 2 ** 40 }), 'but the file has'],
    ['rows of broken blocks', info(0, { type: 8 }), 'tensor "a": rows of 2 weights are not whole Q8_0 blocks of 32'],
    ['data cut off', FILE.subarray(0, FILE.length - 60), 'tensor "b" ends at byte'],
    ['an alignment of 3', ggufFile([['general.alignment', U32, 3]], []), 'general.alignment is 3, not a power of two'],
    [
      'no dimensions',
      ggufFile(FIELDS, [{ name: 'z', type: 'F32', shape: [], bytes: new Uint8Array(4) }]),
      'tensor "z" has 0 dimensions',
    ],
    [
      'a size of 0',
      ggufFile(FIELDS, [{ name: 'z', type: 'F32', shape: [2, 0], bytes: new Uint8Array(0) }]),
      'impossible shape',
    ],
    ['lists in lists in lists', nestedLists(40), 'is a list within lists'],
    ['a long list of nothing', longList(), 'metadata x announces 1073741824 items'],
  ])('%s is refused', (_, bytes, message) => {
    expect(refusal(bytes)).toContain(message);
  });

  it('a header that never ends is refused after 64 MiB', () => {
    const head = new Uint8Array(2 ** 26);
    head.set(ggufFile([['x', LIST, [0, []]]], []).subarray(0, 24));
    new DataView(head.buffer).setBigUint64(16, 60_000n, true);
    // 60,000 keys that each begin a text of 16 MiB
    new DataView(head.buffer).setBigUint64(24, 1n, true);
    head[32] = 120;
    head[33] = 8;
    new DataView(head.buffer).setBigUint64(37, BigInt(2 ** 24), true);
    const second = 45 + 2 ** 24;
    for (let at = second, i = 0; at + 30 < head.length; at += 8 + 2 + 4 + 8 + 2 ** 24, i++) {
      const view = new DataView(head.buffer);
      view.setBigUint64(at, 2n, true);
      head[at + 8] = 97 + i;
      head[at + 9] = 98;
      view.setUint32(at + 10, 8, true);
      view.setBigUint64(at + 14, BigInt(2 ** 24), true);
    }
    expect(refusal(head, 2 ** 40)).toContain('the header is longer than 67108864 bytes');
  });

  it('any truncation is refused', () => {
    const golden = goldenBytes('gguf.gguf');
    for (const bytes of [FILE, golden]) {
      const end = parse(bytes).entries.at(-1)?.end as number;
      for (let length = 0; length < end; length++) expect(refusal(bytes.subarray(0, length))).toContain('m.gguf');
    }
  });

  it('any mutation is refused, or read as tensors that lie within the file', () => {
    const golden = goldenBytes('gguf.gguf');
    const headBytes = parse(golden).entries[0]?.begin as number;
    const change = fc.tuple(fc.nat(headBytes - 1), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)));
    let refused = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = golden.slice();
        for (const [at, value] of changes) bytes[at] = value;
        let header: GgufHeader;
        try {
          header = parse(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          refused++;
          return;
        }
        let last = 0;
        for (const { begin, end, type } of header.entries) {
          expect(begin).toBeGreaterThanOrEqual(last);
          expect(end).toBeLessThanOrEqual(bytes.length);
          dequantiseGguf(type, bytes.subarray(begin, end));
          last = end;
        }
      }),
      { numRuns: 5000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});

/** One key: a list of a list of a list … */
function nestedLists(depth: number): Uint8Array {
  const file = new Uint8Array(24 + 9 + 4 + depth * 12 + 64);
  file.set(ggufFile([['x', U32, 0]], []).subarray(0, 33));
  const view = new DataView(file.buffer);
  view.setUint32(33, LIST, true);
  for (let i = 0; i < depth; i++) {
    view.setUint32(37 + i * 12, LIST, true);
    view.setBigUint64(41 + i * 12, 1n, true);
  }
  return file;
}

/** A list of 2^30 bytes. */
function longList(): Uint8Array {
  const file = ggufFile([['x', LIST, [0, [0, 0, 0, 0]]]], []).slice();
  new DataView(file.buffer).setBigUint64(24 + 9 + 4 + 4, 2n ** 30n, true);
  return file;
}
