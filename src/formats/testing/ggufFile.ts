import { blockLayout, type GgufType } from '../ggufTypes.ts';

/** A metadata entry by the type's number in the file; arrays: `[item type, items]`. */
export type GgufField = readonly [key: string, type: number, value: unknown];

export interface GgufTestTensor {
  readonly name: string;
  readonly type: GgufType;
  /** Row-major. */
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export const U32 = 4;
export const I32 = 5;
export const F32 = 6;
export const BOOL = 7;
export const TEXT = 8;
export const LIST = 9;

/** A GGUF file of version 3 with alignment 32. `patch` changes a tensor's written type or offset. */
export function ggufFile(
  fields: readonly GgufField[],
  tensors: readonly GgufTestTensor[],
  patch: (index: number, written: { type: number; offset: number }) => { type: number; offset: number } = (_, same) =>
    same,
): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  const u32 = (value: number) => out.push(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
  const u64 = (value: number) => {
    u32(value >>> 0);
    u32(Math.floor(value / 2 ** 32));
  };
  const text = (value: string) => {
    const bytes = new TextEncoder().encode(value);
    u64(bytes.length);
    for (const byte of bytes) out.push(byte);
  };
  const scalar = (type: number, value: unknown) => {
    if (type === TEXT) text(value as string);
    else if (type === BOOL) out.push(Number(value));
    else if (type === F32) u32(new Uint32Array(Float32Array.of(value as number).buffer)[0] as number);
    else u32((value as number) >>> 0);
  };
  u32(0x46554747);
  u32(3);
  u64(tensors.length);
  u64(fields.length);
  for (const [key, type, value] of fields) {
    text(key);
    u32(type);
    if (type !== LIST) {
      scalar(type, value);
      continue;
    }
    const [itemType, items] = value as [number, readonly unknown[]];
    u32(itemType);
    u64(items.length);
    for (const item of items) scalar(itemType, item);
  }
  let offset = 0;
  const padded = (length: number) => Math.ceil(length / 32) * 32;
  for (const [index, { name, type, shape, bytes }] of tensors.entries()) {
    text(name);
    u32(shape.length);
    for (const size of shape.toReversed()) u64(size);
    const written = patch(index, { type: blockLayout(type).id, offset });
    u32(written.type);
    u64(written.offset);
    offset += padded(bytes.length);
  }
  const dataBegin = padded(out.length);
  const file = new Uint8Array(dataBegin + offset);
  file.set(out);
  let at = dataBegin;
  for (const { bytes } of tensors) {
    file.set(bytes, at);
    at += padded(bytes.length);
  }
  return file;
}
