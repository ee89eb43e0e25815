import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../lib/errors.ts';
import {
  byteSize,
  parseSafetensorsHeader,
  readSafetensors,
  type SafetensorsDtype,
  safetensorsHeaderEnd,
} from './safetensors.ts';
import { writeSafetensors } from './safetensorsWrite.ts';

const DTYPES: SafetensorsDtype[] = [
  'BOOL',
  'U8',
  'I8',
  'I16',
  'U16',
  'F16',
  'BF16',
  'I32',
  'U32',
  'F32',
  'F64',
  'I64',
  'U64',
];

/** A file with this header text and so many data bytes. */
const file = (header: string | object, dataBytes = 0, announced?: bigint) => {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, announced ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
};
const u8 = (begin: number, end: number) => ({ dtype: 'U8', shape: [end - begin], data_offsets: [begin, end] });
const refusal = (bytes: Uint8Array) => {
  try {
    readSafetensors(bytes, 'm.safetensors');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error('was accepted');
};

const tensorSet = fc.uniqueArray(
  fc
    .record({
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((name) => name !== '__metadata__'),
      dtype: fc.constantFrom(...DTYPES),
      shape: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
      seed: fc.nat(255),
    })
    .map(({ seed, ...tensor }) => ({
      ...tensor,
      bytes: Uint8Array.from({ length: byteSize(tensor.dtype, tensor.shape) }, (_, i) => (i * 7 + seed) % 256),
    })),
  { selector: (tensor) => tensor.name, maxLength: 6 },
);

describe('writeSafetensors and readSafetensors', () => {
  it('round trip any tensors, scalars and empty ones included', () => {
    const metadata = fc.option(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), { nil: undefined });
    fc.assert(
      fc.property(tensorSet, metadata, (tensors, extra) => {
        const bytes = writeSafetensors(tensors, extra);
        const read = readSafetensors(bytes);
        expect(read.metadata).toEqual(extra ?? {});
        expect(read.tensors.size).toBe(tensors.length);
        for (const { name, ...tensor } of tensors) expect(read.tensors.get(name)).toEqual(tensor);
      }),
    );
  });

  it('orders by type rank, then name, and aligns every tensor to its element', () => {
    const tensor = (name: string, dtype: SafetensorsDtype) => ({
      name,
      dtype,
      shape: [1],
      bytes: new Uint8Array(byteSize(dtype, [1])),
    });
    const bytes = writeSafetensors([
      tensor('z', 'U8'),
      tensor('b', 'F32'),
      tensor('h', 'BF16'),
      tensor('a', 'F32'),
      tensor('f', 'F16'),
    ]);
    const { entries, dataBegin } = parseSafetensorsHeader(bytes, bytes.length);
    expect(entries.map((entry) => entry.name)).toEqual(['a', 'b', 'h', 'f', 'z']);
    expect(dataBegin % 8).toBe(0);
    for (const entry of entries) expect(entry.begin % byteSize(entry.dtype, [])).toBe(0);
  });

  it('refuses to write two tensors of one name or bytes that do not fit the shape', () => {
    const one = { name: 'a', dtype: 'U8' as const, shape: [1], bytes: new Uint8Array(1) };
    expect(() => writeSafetensors([one, one])).toThrow('duplicate');
    expect(() => writeSafetensors([{ ...one, shape: [2] }])).toThrow('needs 2 bytes, got 1');
  });

  it('reads a header alone, without the data', () => {
    const bytes = writeSafetensors([{ name: 'a', dtype: 'F32', shape: [2, 3], bytes: new Uint8Array(24) }], {
      format: 'pt',
    });
    const end = safetensorsHeaderEnd(bytes.subarray(0, 8), bytes.length);
    const header = parseSafetensorsHeader(bytes.subarray(0, end), bytes.length);
    expect(header).toEqual({
      entries: [{ name: 'a', dtype: 'F32', shape: [2, 3], begin: end, end: end + 24 }],
      metadata: { format: 'pt' },
      dataBegin: end,
    });
  });
});

describe('a damaged or hostile file', () => {
  it.each([
    ['empty', new Uint8Array(0), 'm.safetensors: only 0 bytes, too short for a safetensors file'],
    ['absurd header length', file('{}', 0, 2n ** 63n), 'the header length 9223372036854776000 exceeds 100000000'],
    [
      'header beyond the end',
      file('{}', 0, 50_000_000n),
      'the header of 50000000 bytes is cut off (file size 10 bytes)',
    ],
    ['not JSON', file('{"a":'), 'the header is not valid JSON'],
    ['not an object', file('[1]'), 'does not begin with "{"'],
    ['not UTF-8', file('{"\ud800a":1}').map((byte) => (byte === 0xef ? 0xff : byte)), 'the header is not valid JSON'],
    ['data cut off', file({ a: u8(0, 8) }, 5), '3 bytes are missing'],
    ['data left over', file({ a: u8(0, 8) }, 9), '1 bytes belong to no tensor'],
    ['no tensors but data', file('{}', 1), '1 bytes belong to no tensor'],
    ['overlap', file({ a: u8(0, 8), b: u8(4, 12) }, 12), 'tensor "b": data_offsets overlaps the tensor before it'],
    ['hole', file({ a: u8(0, 4), b: u8(8, 12) }, 12), 'tensor "b": data_offsets leaves a hole before its data'],
    [
      'duplicate name',
      file(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
        1,
      ),
      'the name "a" stands in the header twice',
    ],
    [
      'duplicate field',
      file('{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}', 1),
      'the name "shape" stands in the header twice',
    ],
    ['entry not an object', file({ a: 7 }), 'tensor "a": its header entry is not an object'],
    ['no dtype', file({ a: { shape: [], data_offsets: [0, 1] } }, 1), 'tensor "a": dtype is missing'],
    [
      'unknown dtype',
      file({ a: { ...u8(0, 1), dtype: 'F8_E4M3' } }, 1),
      'tensor "a": dtype F8_E4M3 is not supported. Supported: BOOL',
    ],
    [
      'dtype of the prototype',
      file({ a: { ...u8(0, 1), dtype: 'constructor' } }, 1),
      'dtype constructor is not supported',
    ],
    ['negative size', file({ a: { ...u8(0, 1), shape: [-1] } }, 1), 'shape is not a list of whole numbers'],
    ['fractional size', file({ a: { ...u8(0, 1), shape: [0.5] } }, 1), 'shape is not a list of whole numbers'],
    ['huge shape', file({ a: { ...u8(0, 1), shape: [2 ** 40, 2 ** 40, 2 ** 40] } }, 1), 'but data_offsets holds 1'],
    [
      'offsets that wrap',
      file({ a: { ...u8(0, 1), data_offsets: [1, 0] } }, 1),
      'needs 1 bytes, but data_offsets holds -1',
    ],
    ['three offsets', file({ a: { ...u8(0, 1), data_offsets: [0, 1, 2] } }, 1), 'data_offsets is not a pair'],
    ['metadata not text', file({ __metadata__: { a: 1 } }), '__metadata__ is not a map from text to text'],
  ])('%s is refused by name', (_, bytes, message) => expect(refusal(bytes)).toContain(message));

  it('says which part of the header could not be read', () => {
    const bytes = file({ a: u8(0, 1) }, 1);
    expect(() => parseSafetensorsHeader(bytes.subarray(0, 20), bytes.length, 'm')).toThrow('only 20 of');
  });

  it('a deeply nested or many-keyed header ends quickly', () => {
    expect(refusal(file(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`))).toContain(
      'tensor "a": dtype is missing',
    );
    const many = `{${Array.from({ length: 100_000 }, (_, i) => `"t${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`).join(',')}}`;
    expect(readSafetensors(file(many)).tensors.size).toBe(100_000);
  });

  it('random damage to a good file is read or refused with a UserError, never anything else', () => {
    const good = writeSafetensors([{ name: 'a"\\b', dtype: 'F32', shape: [2], bytes: new Uint8Array(8) }], {
      format: 'pt',
    });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (where, byte, length) => {
        const damaged = good.slice(0, Math.max(length, where + 1));
        damaged[where] = byte;
        try {
          readSafetensors(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
