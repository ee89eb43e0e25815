/**
 * Weights of GGUF tensors as f32. Every product below is exact in f64 (at most 11 + 8 + 6 significant bits) and so is every sum, so the store
 * into the Float32Array rounds once: bit-equal to gguf-py's numpy, which rounds at the same place. Layouts: ggml-common.h.
 * d, m: f16 scale and offset of a block; bit fields from the lowest bit up.
 */
import { assert } from '../lib/assert.ts';
import { alignBytes, bf16ToF32, f16Table, f16ToF32 } from './floats.ts';
import { dequantiseQ2K, dequantiseQ3K, dequantiseQ4K, dequantiseQ5K, dequantiseQ6K } from './ggufKQuants.ts';
import { blockLayout, type GgufType } from './ggufTypes.ts';

/** Writes the weights of `blocks` whole blocks at the begin of `bytes` to `out`. */
export type Dequantise = (bytes: Uint8Array, blocks: number, out: Float32Array) => void;

const BLOCK = 32;
const HALF = 16;

/** Code values of IQ4_NL (kvalues_iq4nl of ggml). */
const IQ4_NL_CODE = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

const DEQUANTISE: Readonly<Record<Exclude<GgufType, 'F32' | 'F16' | 'BF16'>, Dequantise>> = {
  Q4_0: dequantiseQ4_0,
  Q4_1: dequantiseQ4_1,
  Q5_0: dequantiseQ5_0,
  Q5_1: dequantiseQ5_1,
  Q8_0: dequantiseQ8_0,
  Q2_K: dequantiseQ2K,
  Q3_K: dequantiseQ3K,
  Q4_K: dequantiseQ4K,
  Q5_K: dequantiseQ5K,
  Q6_K: dequantiseQ6K,
  IQ4_NL: dequantiseIq4Nl,
};

/** The f32 values of a tensor's bytes (whole blocks), in the order of the file. F32 bytes that lie aligned come back as a view. */
export function dequantiseGguf(type: GgufType, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const { weights, bytes: blockBytes } = blockLayout(type);
  assert(bytes.length % blockBytes === 0, () => `${bytes.length} bytes are not whole ${type} blocks`);
  if (type === 'F32' || type === 'F16' || type === 'BF16') return widen(type, bytes);
  const blocks = bytes.length / blockBytes;
  const out = new Float32Array(blocks * weights);
  DEQUANTISE[type](bytes, blocks, out);
  return out;
}

function widen(type: 'F32' | 'F16' | 'BF16', bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const aligned = alignBytes(bytes, type === 'F32' ? 4 : 2);
  if (type === 'F32') return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  const bits = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
  return type === 'F16' ? f16ToF32(bits) : bf16ToF32(bits);
}

/** [d, 16 bytes]: weight i = d (low nibble of byte i - 8), weight 16 + i the high nibble. */
function dequantiseQ4_0(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 18, to += BLOCK) {
    const d = f16[u16(bytes, at)] as number;
    for (let i = 0; i < HALF; i++) {
      const codes = bytes[at + 2 + i] as number;
      out[to + i] = d * ((codes & 15) - 8);
      out[to + HALF + i] = d * ((codes >> 4) - 8);
    }
  }
}

/** [d, m, 16 bytes]: d code + m. */
function dequantiseQ4_1(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 20, to += BLOCK) {
    const d = f16[u16(bytes, at)] as number;
    const m = f16[u16(bytes, at + 2)] as number;
    for (let i = 0; i < HALF; i++) {
      const codes = bytes[at + 4 + i] as number;
      out[to + i] = d * (codes & 15) + m;
      out[to + HALF + i] = d * (codes >> 4) + m;
    }
  }
}

/** [d, u32 of fifth bits, 16 bytes]: d (code - 16). */
function dequantiseQ5_0(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 22, to += BLOCK) {
    const d = f16[u16(bytes, at)] as number;
    const high = u16(bytes, at + 2) | (u16(bytes, at + 4) << 16);
    for (let i = 0; i < HALF; i++) {
      const codes = bytes[at + 6 + i] as number;
      out[to + i] = d * (((codes & 15) | (((high >> i) & 1) << 4)) - 16);
      out[to + HALF + i] = d * (((codes >> 4) | (((high >> (i + HALF)) & 1) << 4)) - 16);
    }
  }
}

/** [d, m, u32 of fifth bits, 16 bytes]: d code + m. */
function dequantiseQ5_1(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 24, to += BLOCK) {
    const d = f16[u16(bytes, at)] as number;
    const m = f16[u16(bytes, at + 2)] as number;
    const high = u16(bytes, at + 4) | (u16(bytes, at + 6) << 16);
    for (let i = 0; i < HALF; i++) {
      const codes = bytes[at + 8 + i] as number;
      out[to + i] = d * ((codes & 15) | (((high >> i) & 1) << 4)) + m;
      out[to + HALF + i] = d * ((codes >> 4) | (((high >> (i + HALF)) & 1) << 4)) + m;
    }
  }
}

/** [d, 32 signed bytes]: d code. */
function dequantiseQ8_0(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  const codes = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 34, to += BLOCK) {
    const d = f16[u16(bytes, at)] as number;
    for (let i = 0; i < BLOCK; i++) out[to + i] = d * (codes[at + 2 + i] as number);
  }
}

/** [d, 16 bytes]: d times the table's value of the code. */
function dequantiseIq4Nl(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 18, to += BLOCK) {
    const d = f16[u16(bytes, at)] as number;
    for (let i = 0; i < HALF; i++) {
      const codes = bytes[at + 2 + i] as number;
      out[to + i] = d * (IQ4_NL_CODE[codes & 15] as number);
      out[to + HALF + i] = d * (IQ4_NL_CODE[codes >> 4] as number);
    }
  }
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}
