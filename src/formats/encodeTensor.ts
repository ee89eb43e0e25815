/** A tensor's bytes in another element type, a piece at a time: of a matrix no more than a piece ever exists in f32. */

import { UserError } from '../lib/errors.ts';
import {
  alignBytes,
  bf16ToF32,
  elementBytes,
  type FloatDtype,
  f16ToF32,
  f32Bytes,
  f32ToBf16,
  f32ToF16,
} from './floats.ts';
import { quantiseQ8_0 } from './ggufQ8.ts';

export type EncodedType = 'F32' | 'F16' | 'BF16' | 'Q8_0';

/** Weights converted at a time; a multiple of the 32 weights of a Q8_0 block. */
const PIECE = 65536;

/**
 * Yields the bytes of all weights in `to`, each rounded once. The same type is passed on as it is.
 * @throws UserError naming the tensor when a weight is too large for F16.
 */
export function* encodeTensor(
  from: FloatDtype,
  bytes: Uint8Array,
  to: EncodedType,
  name: string,
): Generator<Uint8Array<ArrayBuffer>> {
  const size = elementBytes(from);
  const aligned = alignBytes(bytes, size);
  if (from === to) {
    yield aligned;
    return;
  }
  const n = aligned.length / size;
  for (let begin = 0; begin < n; begin += PIECE) {
    yield encode(widen(from, aligned, begin, Math.min(PIECE, n - begin)), to, name);
  }
}

function widen(
  from: FloatDtype,
  bytes: Uint8Array<ArrayBuffer>,
  begin: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const at = bytes.byteOffset + begin * elementBytes(from);
  if (from === 'F32') return new Float32Array(bytes.buffer, at, count);
  if (from === 'F64') return Float32Array.from(new Float64Array(bytes.buffer, at, count));
  const bits = new Uint16Array(bytes.buffer, at, count);
  return from === 'F16' ? f16ToF32(bits) : bf16ToF32(bits);
}

function encode(values: Float32Array<ArrayBuffer>, to: EncodedType, name: string): Uint8Array<ArrayBuffer> {
  if (to === 'Q8_0') return quantiseQ8_0(values);
  if (to === 'F32') return f32Bytes(values) as Uint8Array<ArrayBuffer>;
  if (to === 'BF16') return new Uint8Array(f32ToBf16(values).buffer);
  const bits = f32ToF16(values);
  if (bits.some((value) => (value & 0x7c00) === 0x7c00)) {
    throw new UserError('a weight is beyond 65504, the largest number of F16', {
      where: name,
      remedy: 'Export as BF16.',
    });
  }
  return new Uint8Array(bits.buffer);
}
