/**
 * GGUF, versions 2 and 3 (little-endian): "GGUF", u32 version, u64 tensor count, u64 metadata count; metadata = key, u32 type, value;
 * tensor = name, u32 dimensions, u64 sizes (fastest first), u32 type, u64 offset from the data's begin; padding to `general.alignment`; data.
 * Written from ggml/docs/gguf.md. No package: the header is this file, and every length in it has to be checked before it is believed.
 */
import { UserError } from '../lib/errors.ts';
import { GgufCursor, MoreBytesNeeded } from './ggufCursor.ts';
import { type GgufMetadata, type GgufValue, ggufMetadata, readGgufValue } from './ggufMetadata.ts';
import { blockLayout, GGUF_TYPES, type GgufType, ggufTypeName, ggufTypeOf } from './ggufTypes.ts';

/** One tensor; `shape` is row-major as everywhere in this project ([out, in]); `begin` and `end` are byte offsets in the file. */
export interface GgufEntry {
  readonly name: string;
  readonly type: GgufType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly metadata: GgufMetadata;
  /** In the order of their data. */
  readonly entries: readonly GgufEntry[];
}

/** Largest headers known (vocabularies of 260,000 tokens with merges) have some 20 MB. */
const MAX_HEADER_BYTES = 2 ** 26;
const MAX_COUNT = 2 ** 16;
const MAX_NAME_BYTES = 2 ** 10;
const MAX_ALIGNMENT = 2 ** 16;
const FIRST_READ_BYTES = 2 ** 20;

/** Reads as much of the file as the header needs, `read` = bytes [0, end). @throws UserError naming the file and the field. */
export async function readGgufHeader(
  read: (end: number) => Promise<Uint8Array>,
  fileSize: number,
  where: string,
): Promise<GgufHeader> {
  for (let size = FIRST_READ_BYTES; ; size *= 4) {
    const end = Math.min(size, fileSize);
    const head = await read(end);
    if (head.length < end) throw new UserError(`only ${head.length} of ${end} bytes could be read`, { where });
    const header = parseGgufHeader(head, fileSize, where);
    if (header !== null) return header;
  }
}

/**
 * Parses and checks a header: known types, whole blocks, aligned offsets, no overlap, no duplicate name, nothing cut off.
 * `head`: the first bytes of the file; null when they end before the header does.
 */
export function parseGgufHeader(head: Uint8Array, fileSize: number, where = 'GGUF'): GgufHeader | null {
  const cursor = new GgufCursor(head, fileSize, where);
  try {
    return parse(cursor, fileSize, where);
  } catch (error) {
    if (!(error instanceof MoreBytesNeeded)) throw error;
    if (head.length >= MAX_HEADER_BYTES) throw cursor.damaged(`the header is longer than ${MAX_HEADER_BYTES} bytes`);
    return null;
  }
}

function parse(cursor: GgufCursor, fileSize: number, where: string): GgufHeader {
  const version = readVersion(cursor, fileSize, where);
  const tensorCount = cursor.u64();
  const keyCount = cursor.u64();
  for (const [what, count] of Object.entries({ tensors: tensorCount, 'metadata keys': keyCount })) {
    if (count > MAX_COUNT) throw cursor.damaged(`announces ${count} ${what}, more than the ${MAX_COUNT} that are read`);
  }
  const values = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = readName(cursor, `the name of metadata key ${i + 1} of ${keyCount}`);
    if (values.has(key)) throw cursor.damaged(`the metadata key "${key}" stands in the header twice`);
    values.set(key, readGgufValue(cursor, key));
  }
  const metadata = ggufMetadata(values, where);
  const tensors = Array.from({ length: tensorCount }, (_, i) =>
    readTensor(cursor, `tensor ${i + 1} of ${tensorCount}`, where),
  );
  const alignment = readAlignment(metadata, where);
  return { version, metadata, entries: placeTensors(tensors, cursor, fileSize, alignment) };
}

function readVersion(cursor: GgufCursor, fileSize: number, where: string): number {
  if (fileSize < 24) throw cursor.damaged(`only ${fileSize} bytes, too short for a GGUF file`);
  if (cursor.u32() !== 0x46554747)
    throw new UserError('does not begin with "GGUF", so this is not a GGUF file', { where });
  const version = cursor.u32();
  if (version === 2 || version === 3) return version;
  const bigEndian = version === 0x02000000 || version === 0x03000000;
  throw new UserError(bigEndian ? 'is a big-endian GGUF file' : `has GGUF version ${version}`, {
    where,
    remedy: 'Read are versions 2 and 3, little-endian: convert the model again with a current llama.cpp.',
  });
}

interface UnplacedTensor {
  readonly name: string;
  readonly type: GgufType;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly bytes: number;
}

function readName(cursor: GgufCursor, what: string): string {
  const name = cursor.text(what);
  if (name === '' || name.length > MAX_NAME_BYTES) throw cursor.damaged(`${what} is empty or too long`);
  return name;
}

function readTensor(cursor: GgufCursor, which: string, file: string): UnplacedTensor {
  const name = readName(cursor, `the name of ${which}`);
  const what = `tensor "${name}"`;
  const dimensions = cursor.u32();
  if (dimensions < 1 || dimensions > 4) throw cursor.damaged(`${what} has ${dimensions} dimensions`);
  const sizes = Array.from({ length: dimensions }, () => cursor.u64());
  const id = cursor.u32();
  const offset = cursor.u64();
  const type = ggufTypeOf(id);
  if (type === null) {
    throw new UserError(`its type ${ggufTypeName(id)} is not supported`, {
      where: `${file}: ${what}`,
      remedy: `Take a file with the types ${GGUF_TYPES.join(', ')}, for example the Q4_K_M or Q8_0 version of the model.`,
    });
  }
  const layout = blockLayout(type);
  const count = sizes.reduce((product, size) => product * size, 1);
  const row = sizes[0] as number;
  if (!Number.isSafeInteger(count) || count < 1) throw cursor.damaged(`${what} has the impossible shape [${sizes}]`);
  if (row % layout.weights !== 0) {
    throw cursor.damaged(`${what}: rows of ${row} weights are not whole ${type} blocks of ${layout.weights}`);
  }
  return { name, type, shape: sizes.reverse(), offset, bytes: (count / layout.weights) * layout.bytes };
}

function readAlignment(metadata: GgufMetadata, where: string): number {
  const alignment = metadata.count('general.alignment', 32);
  if (alignment < 1 || alignment > MAX_ALIGNMENT || !Number.isInteger(Math.log2(alignment))) {
    throw new UserError(`general.alignment is ${alignment}, not a power of two up to ${MAX_ALIGNMENT}`, { where });
  }
  return alignment;
}

/** The tensors in the order of their data, each behind the one before it. Space between them is allowed, as in gguf-py. */
function placeTensors(
  tensors: readonly UnplacedTensor[],
  cursor: GgufCursor,
  fileSize: number,
  alignment: number,
): GgufEntry[] {
  const dataBegin = Math.ceil(cursor.at / alignment) * alignment;
  const names = new Set<string>();
  let expected = 0;
  return tensors
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ name, type, shape, offset, bytes }) => {
      const what = `tensor "${name}"`;
      if (names.has(name)) throw cursor.damaged(`${what} stands in the header twice`);
      names.add(name);
      if (offset % alignment !== 0) throw cursor.damaged(`${what}: offset ${offset} is not a multiple of ${alignment}`);
      if (offset < expected) throw cursor.damaged(`${what}: offset ${offset} lies within the tensor before it`);
      const begin = dataBegin + offset;
      if (begin + bytes > fileSize) {
        throw cursor.damaged(`${what} ends at byte ${begin + bytes}, but the file has ${fileSize} bytes`);
      }
      expected = offset + bytes;
      return { name, type, shape, begin, end: begin + bytes };
    });
}
