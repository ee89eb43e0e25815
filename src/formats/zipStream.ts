/** A zip archive written as a stream: files are stored as they are, so that its size is known before a byte is read. */

export interface ZipStreamFile {
  /** Path with forward slashes. */
  readonly name: string;
  readonly sizeBytes: number;
  /** The content from begin to end, `sizeBytes` in all. */
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

export interface ZipStreamOptions {
  readonly signal?: AbortSignal | undefined;
  /** From this size or place on, 64-bit fields are written (zip64). */
  readonly zip64From?: number;
}

/** A field of all ones says: look in the zip64 field. */
const FULL32 = 0xffffffff;
const FULL16 = 0xffff;
/** Local header, central directory entry, end of it, and their zip64 twins; sizes without the name. */
const SIGNATURES = { local: 0x04034b50, data: 0x08074b50, central: 0x02014b50, end: 0x06054b50 } as const;
const ZIP64_END = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
/** 1 January 1980, midnight: no clock goes in. */
const DATE = 0x21;
/** Sizes and CRC follow the content; names are UTF-8. */
const FLAGS = 0x0808;

interface Placed {
  readonly name: Uint8Array;
  readonly sizeBytes: number;
  readonly offset: number;
  readonly wide: boolean;
}

/** Bytes of the archive that `zipStream` makes of these files. */
export function zipStreamSize(files: readonly Omit<ZipStreamFile, 'chunks'>[], zip64From = FULL32): number {
  const { placed, directoryAt } = place(files, zip64From);
  const directory = placed.reduce((sum, file) => sum + centralHeader(file, 0, zip64From).length, 0);
  return directoryAt + directory + endRecords(placed.length, directory, directoryAt, zip64From).length;
}

/**
 * The archive in pieces. Same files, same bytes.
 * @throws Error when a file yields more or fewer bytes than it said.
 */
export async function* zipStream(
  files: readonly ZipStreamFile[],
  { signal, zip64From = FULL32 }: ZipStreamOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { placed, directoryAt } = place(files, zip64From);
  const central: Uint8Array<ArrayBuffer>[] = [];
  for (const [i, file] of files.entries()) {
    const at = placed[i] as Placed;
    yield localHeader(at);
    let crc = 0;
    let size = 0;
    for await (const chunk of file.chunks(signal)) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
    if (size !== file.sizeBytes) throw new Error(`${file.name}: ${size} bytes came, ${file.sizeBytes} were planned`);
    yield dataDescriptor(at, crc);
    central.push(centralHeader(at, crc, zip64From));
  }
  yield* central;
  const directory = central.reduce((sum, { length }) => sum + length, 0);
  yield endRecords(placed.length, directory, directoryAt, zip64From);
}

function place(files: readonly Omit<ZipStreamFile, 'chunks'>[], zip64From: number) {
  const names = new Set<string>();
  let offset = 0;
  const placed = files.map(({ name, sizeBytes }): Placed => {
    if (names.has(name)) throw new Error(`zipStream: duplicate name "${name}"`);
    names.add(name);
    const file = { name: new TextEncoder().encode(name), sizeBytes, offset, wide: sizeBytes >= zip64From };
    offset += localHeader(file).length + sizeBytes + dataDescriptor(file, 0).length;
    return file;
  });
  return { placed, directoryAt: offset };
}

/** Sizes are known, and only the CRC is not: readers that seek find everything in the central directory. */
function localHeader({ name, wide }: Placed): Uint8Array<ArrayBuffer> {
  const fields = record(SIGNATURES.local, [
    ...[u16(wide ? 45 : 20), u16(FLAGS), u16(0), u16(0), u16(DATE)],
    ...[u32(0), u32(wide ? FULL32 : 0), u32(wide ? FULL32 : 0), u16(name.length), u16(wide ? 20 : 0)],
  ]);
  const extra = wide ? bytesOf([u16(1), u16(16), u64(0), u64(0)]) : new Uint8Array();
  return join([fields, name, extra]);
}

function dataDescriptor({ sizeBytes, wide }: Placed, crc: number): Uint8Array<ArrayBuffer> {
  const size = wide ? u64(sizeBytes) : u32(sizeBytes);
  return record(SIGNATURES.data, [u32(crc), size, size]);
}

function centralHeader({ name, sizeBytes, offset, wide }: Placed, crc: number, zip64From: number) {
  const far = offset >= zip64From;
  const extras = [...(wide ? [u64(sizeBytes), u64(sizeBytes)] : []), ...(far ? [u64(offset)] : [])];
  const extra = extras.length === 0 ? [] : [u16(1), u16(8 * extras.length), ...extras];
  const extraBytes = bytesOf(extra);
  const version = wide || far ? 45 : 20;
  const size = u32(wide ? FULL32 : sizeBytes);
  const fields = record(SIGNATURES.central, [
    ...[u16(version), u16(version), u16(FLAGS), u16(0), u16(0), u16(DATE), u32(crc), size, size],
    ...[u16(name.length), u16(extraBytes.length), u16(0), u16(0), u16(0), u32(0), u32(far ? FULL32 : offset)],
  ]);
  return join([fields, name, extraBytes]);
}

function endRecords(count: number, directoryBytes: number, at: number, zip64From: number): Uint8Array<ArrayBuffer> {
  const wide = at >= zip64From || directoryBytes >= zip64From || count >= FULL16;
  const wideEnd = wide
    ? [
        record(ZIP64_END, [
          u64(44),
          u16(45),
          u16(45),
          u32(0),
          u32(0),
          u64(count),
          u64(count),
          u64(directoryBytes),
          u64(at),
        ]),
        record(ZIP64_LOCATOR, [u32(0), u64(at + directoryBytes), u32(1)]),
      ]
    : [];
  const end = record(SIGNATURES.end, [
    ...[u16(0), u16(0), u16(wide ? FULL16 : count), u16(wide ? FULL16 : count)],
    ...[u32(wide ? FULL32 : directoryBytes), u32(wide ? FULL32 : at), u16(0)],
  ]);
  return join([...wideEnd, end]);
}

interface Field {
  readonly bytes: 2 | 4 | 8;
  readonly value: number;
}
const u16 = (value: number): Field => ({ bytes: 2, value });
const u32 = (value: number): Field => ({ bytes: 4, value });
const u64 = (value: number): Field => ({ bytes: 8, value });

function record(signature: number, fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  return bytesOf([u32(signature), ...fields]);
}

function bytesOf(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, { bytes }) => sum + bytes, 0)));
  let at = 0;
  for (const { bytes, value } of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else if (bytes === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const CRC_TABLES = crcTables();

/** Four bytes at a time through four tables: table k holds what a byte does k places further on. */
function crcTables(): readonly Uint32Array[] {
  const tables = Array.from({ length: 4 }, () => new Uint32Array(256));
  const [first] = tables as [Uint32Array];
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    first[byte] = crc;
  }
  for (let k = 1; k < 4; k++) {
    const [table, before] = [tables[k], tables[k - 1]] as [Uint32Array, Uint32Array];
    for (let byte = 0; byte < 256; byte++) {
      const crc = before[byte] as number;
      table[byte] = (crc >>> 8) ^ (first[crc & 0xff] as number);
    }
  }
  return tables;
}

/** CRC-32 of zip, gone on with from `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [t0, t1, t2, t3] = CRC_TABLES as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let crc = ~before;
  let i = 0;
  for (; i + 4 <= bytes.length; i += 4) {
    crc ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    crc =
      (t3[crc & 0xff] as number) ^
      (t2[(crc >>> 8) & 0xff] as number) ^
      (t1[(crc >>> 16) & 0xff] as number) ^
      (t0[crc >>> 24] as number);
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ (t0[(crc ^ (bytes[i] as number)) & 0xff] as number);
  return ~crc >>> 0;
}
