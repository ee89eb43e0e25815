/**
 * The 16-bit floats of checkpoints, to and from f32. f16: 1 sign, 5 exponent, 10 fraction bits; bf16: the upper half of an f32.
 * Widening is exact; narrowing rounds to nearest, ties to even, keeps NaN and overflows to infinity. Little-endian machines only (all that run WebGPU).
 */
import { assert } from '../lib/assert.ts';
import { UserError } from '../lib/errors.ts';
import type { SafetensorsDtype } from './safetensors.ts';

export type FloatDtype = 'F32' | 'F16' | 'BF16' | 'F64';

export function isFloatDtype(dtype: SafetensorsDtype): dtype is FloatDtype {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16' || dtype === 'F64';
}

/** `into` (as long as `bits`) saves an allocation. */
export function f16ToF32(bits: Uint16Array, into = new Float32Array(bits.length)): Float32Array<ArrayBuffer> {
  const table = f16Table();
  for (let i = 0; i < bits.length; i++) into[i] = table[bits[i] as number] as number;
  return into;
}

export function bf16ToF32(bits: Uint16Array, into = new Float32Array(bits.length)): Float32Array<ArrayBuffer> {
  const words = new Int32Array(into.buffer, into.byteOffset, into.length);
  for (let i = 0; i < bits.length; i++) words[i] = (bits[i] as number) << 16;
  return into;
}

export function f32ToF16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    bits[i] = ((word >>> 16) & 0x8000) | f16Magnitude(word & 0x7fffffff, Math.abs(values[i] as number));
  }
  return bits;
}

export function f32ToBf16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    const isNaN = (word & 0x7fffffff) > 0x7f800000;
    bits[i] = isNaN ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return bits;
}

/**
 * A float tensor's bytes as f32 (F64 rounds). F32 bytes that lie aligned in an ArrayBuffer come back as a view, not as a copy.
 * @throws UserError when the type holds no floats.
 */
export function toF32(dtype: SafetensorsDtype, bytes: Uint8Array, where?: string): Float32Array<ArrayBuffer> {
  if (!isFloatDtype(dtype)) {
    throw new UserError(`dtype ${dtype} holds no floating-point numbers`, where === undefined ? {} : { where });
  }
  const aligned = alignBytes(bytes, elementBytes(dtype));
  if (dtype === 'F32') return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  if (dtype === 'F64')
    return Float32Array.from(new Float64Array(aligned.buffer, aligned.byteOffset, aligned.length / 8));
  const bits = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
  return dtype === 'F16' ? f16ToF32(bits) : bf16ToF32(bits);
}

/** Bytes of an f32 array, without a copy. */
export function f32Bytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export function elementBytes(dtype: FloatDtype): 2 | 4 | 8 {
  return dtype === 'F64' ? 8 : dtype === 'F32' ? 4 : 2;
}

/** The same bytes, copied only when a typed array of `size`-byte elements could not view them where they lie. */
export function alignBytes(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  assert(bytes.length % size === 0, () => `${bytes.length} bytes are not whole elements of ${size} bytes`);
  const viewable = bytes.byteOffset % size === 0 && bytes.buffer instanceof ArrayBuffer;
  return viewable ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

/** f16 bits of |x| from its f32 bits and value. */
function f16Magnitude(word: number, value: number): number {
  if (word >= 0x47800000) return word > 0x7f800000 ? 0x7e00 : 0x7c00; // NaN; infinity from 2^16 on
  // Below 2^-14 the result is subnormal, a multiple of 2^-24: the f32 sum with 1/2 rounds to just that.
  if (word < 0x38800000) return (Math.fround(value + 0.5) - 0.5) * 2 ** 24;
  return (word - 0x38000000 + 0xfff + ((word >>> 13) & 1)) >>> 13; // rebias by 112, round; 65520 carries into infinity
}

let table: Float32Array<ArrayBuffer> | null = null;

/** The value of each of the 65,536 f16 patterns (256 KiB, built once): faster than taking the bits apart per weight. */
export function f16Table(): Float32Array<ArrayBuffer> {
  if (table !== null) return table;
  table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const exponent = (bits >>> 10) & 31;
    const fraction = bits & 1023;
    let value = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
    if (exponent === 31) value = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    table[bits] = bits < 32768 ? value : -value;
  }
  return table;
}
