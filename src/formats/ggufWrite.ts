/** Writing GGUF version 3 (little-endian, alignment 32): a header that tensors are streamed behind. Layout: gguf.ts. */
import { blockLayout, type GgufType } from './ggufTypes.ts';

/** A metadata entry. Numbers of one kind per list. */
export type GgufField = { readonly key: string } & (
  | { readonly kind: 'u32' | 'f32'; readonly value: number }
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'texts'; readonly value: readonly string[] }
  | { readonly kind: 'i32s' | 'f32s'; readonly value: ArrayLike<number> }
);

export interface GgufTensorShape {
  readonly name: string;
  readonly type: GgufType;
  /** Row-major, [out, in]. */
  readonly shape: readonly number[];
}

export interface PlacedGgufTensor<T extends GgufTensorShape> {
  readonly tensor: T;
  readonly bytes: number;
  /** Zeros behind the tensor. */
  readonly padding: number;
}

export interface GgufLayout<T extends GgufTensorShape> {
  /** Everything before the first tensor, padding included. */
  readonly header: Uint8Array<ArrayBuffer>;
  readonly order: readonly PlacedGgufTensor<T>[];
  readonly sizeBytes: number;
}

const ALIGNMENT = 32;
const KIND_IDS = { u32: 4, f32: 6, flag: 7, text: 8, i32s: 5, f32s: 6, texts: 8 } as const;
const LIST = 9;
/** ggml keeps names in 64 bytes, the final zero included. */
const MAX_NAME_BYTES = 63;

/** Where everything goes in the file, before any tensor is read; tensors keep the order they are given in. */
export function layoutGguf<T extends GgufTensorShape>(
  fields: readonly GgufField[],
  tensors: readonly T[],
): GgufLayout<T> {
  const out = new ByteWriter();
  out.u32(0x46554747);
  out.u32(3);
  out.u64(tensors.length);
  out.u64(fields.length);
  for (const field of fields) writeField(out, field);
  const order: PlacedGgufTensor<T>[] = [];
  let offset = 0;
  for (const tensor of tensors) {
    const { name, type, shape } = tensor;
    if (name.length > MAX_NAME_BYTES) throw new Error(`layoutGguf: the name "${name}" is too long`);
    const bytes = ggufBytes(type, shape);
    out.text(name);
    out.u32(shape.length);
    for (const size of shape.toReversed()) out.u64(size);
    out.u32(blockLayout(type).id);
    out.u64(offset);
    const padding = padTo(bytes) - bytes;
    order.push({ tensor, bytes, padding });
    offset += bytes + padding;
  }
  const header = out.finish(ALIGNMENT);
  return { header, order, sizeBytes: header.length + offset };
}

/** Bytes of a tensor. @throws Error when its rows are not whole blocks. */
export function ggufBytes(type: GgufType, shape: readonly number[]): number {
  const { weights, bytes } = blockLayout(type);
  const row = shape.at(-1) as number;
  if (row % weights !== 0) throw new Error(`rows of ${row} weights are not whole ${type} blocks of ${weights}`);
  return (shape.reduce((product, size) => product * size, 1) / weights) * bytes;
}

function padTo(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function writeField(out: ByteWriter, field: GgufField): void {
  out.text(field.key);
  const id = KIND_IDS[field.kind];
  const list = (length: number) => {
    out.u32(LIST);
    out.u32(id);
    out.u64(length);
  };
  switch (field.kind) {
    case 'texts':
      list(field.value.length);
      for (const text of field.value) out.text(text);
      break;
    case 'i32s':
      list(field.value.length);
      out.raw(Int32Array.from(field.value));
      break;
    case 'f32s':
      list(field.value.length);
      out.raw(Float32Array.from(field.value));
      break;
    case 'text':
      out.u32(id);
      out.text(field.value);
      break;
    case 'flag':
      out.u32(id);
      out.u8(Number(field.value));
      break;
    case 'f32':
      out.u32(id);
      out.raw(Float32Array.of(field.value));
      break;
    case 'u32':
      out.u32(id);
      out.u32(field.value);
  }
}

/** Bytes that grow. */
class ByteWriter {
  private bytes = new Uint8Array(2 ** 16);
  private length = 0;

  u8(value: number): void {
    this.bytes[this.claim(1)] = value;
  }

  u32(value: number): void {
    const at = this.claim(4);
    new DataView(this.bytes.buffer).setUint32(at, value, true);
  }

  u64(value: number): void {
    this.u32(value % 2 ** 32);
    this.u32(Math.floor(value / 2 ** 32));
  }

  text(value: string): void {
    const bytes = UTF8.encode(value);
    this.u64(bytes.length);
    this.raw(bytes);
  }

  raw(values: ArrayBufferView): void {
    const at = this.claim(values.byteLength);
    this.bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
  }

  /** All bytes so far, and zeros up to a multiple of `alignment`. */
  finish(alignment: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(Math.ceil(this.length / alignment) * alignment);
    out.set(this.bytes.subarray(0, this.length));
    return out;
  }

  private claim(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    return at;
  }
}

const UTF8 = new TextEncoder();
