/** Writing safetensors: the bytes of the reference writer, at once or as a header that tensors are streamed behind. */
import { byteSize, dtypeRank, type SafetensorsDtype, type SafetensorsTensor } from './safetensors.ts';

export interface TensorShape {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
}

export interface SafetensorsLayout<T extends TensorShape> {
  /** Length, JSON and padding: the tensors' bytes follow without a gap. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** In the order of their bytes: types by descending rank, then names. */
  readonly order: readonly T[];
  readonly sizeBytes: number;
}

/**
 * Where everything goes in the file, before any tensor is read. The header is padded with spaces to 8 bytes. `sorted: false` keeps the
 * given order, which readers take as well.
 */
export function layoutSafetensors<T extends TensorShape>(
  tensors: readonly T[],
  metadata?: Readonly<Record<string, string>>,
  sorted = true,
): SafetensorsLayout<T> {
  const order = sorted
    ? tensors.toSorted((a, b) => dtypeRank(b.dtype) - dtypeRank(a.dtype) || compareText(a.name, b.name))
    : tensors;
  const parts: string[] = metadata === undefined ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  const names = new Set<string>();
  let offset = 0;
  for (const { name, dtype, shape } of order) {
    if (names.has(name) || name === '__metadata__')
      throw new Error(`layoutSafetensors: duplicate or reserved name "${name}"`);
    names.add(name);
    const end = offset + byteSize(dtype, shape);
    parts.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [offset, end] })}`);
    offset = end;
  }
  const text = new TextEncoder().encode(`{${parts.join(',')}}`);
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const header = new Uint8Array(8 + headerBytes).fill(0x20, 8);
  new DataView(header.buffer).setUint32(0, headerBytes, true);
  header.set(text, 8);
  return { header, order, sizeBytes: header.length + offset };
}

/** A whole file in memory. */
export function writeSafetensors(
  tensors: readonly (SafetensorsTensor & { readonly name: string })[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const { header, order, sizeBytes } = layoutSafetensors(tensors, metadata);
  const file = new Uint8Array(sizeBytes);
  file.set(header);
  let begin = header.length;
  for (const { name, dtype, shape, bytes } of order) {
    if (bytes.length !== byteSize(dtype, shape)) {
      throw new Error(
        `writeSafetensors: "${name}" ${dtype} [${shape}] needs ${byteSize(dtype, shape)} bytes, got ${bytes.length}`,
      );
    }
    file.set(bytes, begin);
    begin += bytes.length;
  }
  return file;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
