/**
 * safetensors: u64 little-endian header length N, N bytes of JSON, then the raw data of all tensors without holes.
 * Written from the format description of huggingface/safetensors; the writer is in safetensorsWrite.ts.
 */
import { UserError } from '../lib/errors.ts';
import { findDuplicateKey } from './jsonKeys.ts';

/** Bytes of one element, in the order in which the reference writer ranks types (its sort is descending). */
const ELEMENT_BYTES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

export type SafetensorsDtype = keyof typeof ELEMENT_BYTES;

/** One tensor, row-major and little-endian; `begin` and `end` are byte offsets in the file. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In the order of their data. */
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Byte offset in the file at which the header ends and the data begins. */
  readonly dataBegin: number;
}

export interface SafetensorsTensor {
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Limit of the reference reader. */
const MAX_HEADER_BYTES = 100_000_000;
const RANK = new Map(Object.keys(ELEMENT_BYTES).map((dtype, rank) => [dtype, rank]));

/**
 * Where the header ends (8 + N), from the first 8 bytes of the file: read so much, then call parseSafetensorsHeader.
 * @throws UserError when the file is too short for what it announces.
 */
export function safetensorsHeaderEnd(head: Uint8Array, fileSize: number, where = 'safetensors'): number {
  if (fileSize < 8 || head.length < 8) {
    throw damaged(where, `only ${Math.min(fileSize, head.length)} bytes, too short for a safetensors file`);
  }
  const view = new DataView(head.buffer, head.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > MAX_HEADER_BYTES) {
    throw new UserError(`the header length ${length} exceeds ${MAX_HEADER_BYTES}, so this is not a safetensors file`, {
      where,
    });
  }
  if (8 + length > fileSize)
    throw damaged(where, `the header of ${length} bytes is cut off (file size ${fileSize} bytes)`);
  return 8 + length;
}

/**
 * Parses and checks a header: known types, sizes that agree with the shapes, no overlap, no hole, no duplicate name, nothing cut off.
 * `head`: the first bytes of the file, at least up to the header's end. `where`: the file name for messages.
 */
export function parseSafetensorsHeader(head: Uint8Array, fileSize: number, where = 'safetensors'): SafetensorsHeader {
  const dataBegin = safetensorsHeaderEnd(head, fileSize, where);
  if (head.length < dataBegin) throw damaged(where, `only ${head.length} of ${dataBegin} header bytes could be read`);
  const { metadata, tensors } = parseJson(head.subarray(8, dataBegin), where);
  const entries = tensors.map(([name, value]) => parseEntry(name, value, dataBegin, where));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = dataBegin;
  for (const entry of entries) {
    if (entry.begin !== expected) {
      const fault = entry.begin < expected ? 'overlaps the tensor before it' : 'leaves a hole before its data';
      throw damaged(at(where, entry.name), `data_offsets ${fault} (at byte ${entry.begin}, expected ${expected})`);
    }
    expected = entry.end;
  }
  if (expected !== fileSize) {
    const fault =
      expected > fileSize
        ? `${expected - fileSize} bytes are missing`
        : `${fileSize - expected} bytes belong to no tensor`;
    throw damaged(where, `${fault} (the header describes ${expected} bytes, the file has ${fileSize})`);
  }
  return { entries, metadata, dataBegin };
}

/** Reads a whole file; each tensor's `bytes` is a view into it, so it may be misaligned for typed arrays (see floats.ts). */
export function readSafetensors(
  bytes: Uint8Array,
  where = 'safetensors',
): { tensors: Map<string, SafetensorsTensor>; metadata: Readonly<Record<string, string>> } {
  const header = parseSafetensorsHeader(bytes, bytes.length, where);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const { name, dtype, shape, begin, end } of header.entries) {
    tensors.set(name, { dtype, shape, bytes: bytes.subarray(begin, end) });
  }
  return { tensors, metadata: header.metadata };
}

/** Bytes of a tensor: product of the shape times the element size; not finite or unsafe when the shape is absurd. */
export function byteSize(dtype: SafetensorsDtype, shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1) * ELEMENT_BYTES[dtype];
}

function parseJson(
  header: Uint8Array,
  where: string,
): { metadata: Record<string, string>; tensors: [string, unknown][] } {
  if (header[0] !== 0x7b)
    throw new UserError('the header does not begin with "{", so this is not a safetensors file', { where });
  let json: unknown;
  let duplicate: string | null = null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(header);
    json = JSON.parse(text);
    duplicate = findDuplicateKey(text);
  } catch (cause) {
    throw new UserError('the header is not valid JSON', { where, remedy: 'Download or export the file again.', cause });
  }
  if (duplicate !== null) throw damaged(where, `the name "${duplicate}" stands in the header twice`);
  const all = Object.entries(json as object);
  const metadata = all.find(([name]) => name === '__metadata__');
  return {
    metadata: metadata === undefined ? {} : metadataOf(metadata[1], where),
    tensors: all.filter((entry) => entry !== metadata),
  };
}

function metadataOf(value: unknown, where: string): Record<string, string> {
  const valid = isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
  if (!valid) throw damaged(where, '__metadata__ is not a map from text to text');
  return value as Record<string, string>;
}

function parseEntry(name: string, value: unknown, dataBegin: number, file: string): SafetensorsEntry {
  const where = at(file, name);
  if (!isRecord(value)) throw damaged(where, 'its header entry is not an object');
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') throw damaged(where, 'dtype is missing');
  if (!RANK.has(dtype)) {
    throw new UserError(`dtype ${dtype} is not supported`, {
      where,
      remedy: `Supported: ${[...RANK.keys()].join(', ')}.`,
    });
  }
  if (!isSizeList(shape)) throw damaged(where, 'shape is not a list of whole numbers >= 0');
  if (!isSizeList(offsets) || offsets.length !== 2) throw damaged(where, 'data_offsets is not a pair of whole numbers');
  const [begin, end] = offsets as [number, number];
  const known = dtype as SafetensorsDtype;
  if (end - begin !== byteSize(known, shape)) {
    throw damaged(
      where,
      `${dtype} [${shape}] needs ${byteSize(known, shape)} bytes, but data_offsets holds ${end - begin}`,
    );
  }
  return { name, dtype: known, shape, begin: dataBegin + begin, end: dataBegin + end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizeList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Place of a type in the order of the reference writer, which puts the highest first. */
export function dtypeRank(dtype: SafetensorsDtype): number {
  return RANK.get(dtype) ?? -1;
}

function at(where: string, name: string): string {
  return `${where}: tensor "${name}"`;
}

function damaged(where: string, what: string): UserError {
  return new UserError(what, { where, remedy: 'The file is damaged or incomplete: download or export it again.' });
}
