import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unzip } from './zip.ts';
import { crc32, type ZipStreamFile, zipStream, zipStreamSize } from './zipStream.ts';

function fileOf(name: string, parts: readonly Uint8Array<ArrayBuffer>[], sizeBytes?: number): ZipStreamFile {
  return {
    name,
    sizeBytes: sizeBytes ?? parts.reduce((sum, { length }) => sum + length, 0),
    async *chunks() {
      yield* parts;
    },
  };
}

async function archive(files: readonly ZipStreamFile[], zip64From?: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of zipStream(files, zip64From === undefined ? {} : { zip64From })) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

const parts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }) as fc.Arbitrary<Uint8Array<ArrayBuffer>[]>;

describe('zipStream', () => {
  it('is read back by another program, names and bytes, with 32-bit and 64-bit fields; its size is known before', async () => {
    const entries = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-zé☃]{1,8}\.x$/), parts }), {
      selector: ({ name }) => name,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(entries, fc.constantFrom(undefined, 0, 30), async (given, zip64From) => {
        const files = given.map((entry) => fileOf(`model/${entry.name}`, entry.parts));
        const bytes = await archive(files, zip64From);
        expect(bytes.length).toBe(zipStreamSize(files, zip64From));
        const read = unzip(bytes);
        expect(read.map(({ name }) => name).sort()).toEqual(files.map(({ name }) => name).sort());
        for (const { name, bytes: content } of read) {
          const entry = given.find((candidate) => name === `model/${candidate.name}`);
          expect(Buffer.concat(entry?.parts ?? []).equals(content)).toBe(true);
        }
      }),
    );
  });

  it('says so when a file has another length than it said, or a name comes twice', async () => {
    await expect(archive([fileOf('a', [new Uint8Array(3)], 4)])).rejects.toThrow('a: 3 bytes came, 4 were planned');
    await expect(archive([fileOf('a', []), fileOf('a', [])])).rejects.toThrow('duplicate name "a"');
  });

  it('has the CRC of the standard, however the bytes are cut', () => {
    const bytes = new TextEncoder().encode('123456789');
    expect(crc32(bytes)).toBe(0xcbf43926);
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(0xcbf43926);
  });
});
