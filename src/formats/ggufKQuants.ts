/**
 * ggml's K-quants: super-blocks of 256 weights with f16 scales d (and dmin) over small integer scales of 16 or 32 weights.
 * Exact in f64, rounded once by the store (see ggufDequantise.ts).
 */
import { f16Table } from './floats.ts';

const SUPER = 256;

/** [16 scale bytes: low nibble scale, high nibble min; 64 bytes of 2-bit codes; d; dmin]: d scale code - dmin min. */
export function dequantiseQ2K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0; b < blocks; b++, at += 84) {
    const d = f16[u16(bytes, at + 80)] as number;
    const dmin = f16[u16(bytes, at + 82)] as number;
    for (let group = 0; group < 16; group++) {
      const packed = bytes[at + group] as number;
      const scale = d * (packed & 15);
      const min = dmin * (packed >> 4);
      const shift = group & 6;
      const from = at + 16 + ((group >> 3) << 5) + ((group & 1) << 4);
      const to = b * SUPER + group * 16;
      for (let i = 0; i < 16; i++) out[to + i] = scale * (((bytes[from + i] as number) >> shift) & 3) - min;
    }
  }
}

/** [32 bytes of third bits; 64 bytes of 2-bit codes; 12 bytes of 6-bit scales; d]: d (scale - 32) (code - 4 where the third bit is 0). */
export function dequantiseQ3K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0; b < blocks; b++, at += 110) {
    const d = f16[u16(bytes, at + 108)] as number;
    for (let group = 0; group < 16; group++) {
      const scale = d * (scaleQ3K(bytes, at + 96, group) - 32);
      const pair = group >> 1;
      const shift = group & 6;
      const column = (group & 1) << 4;
      const from = at + 32 + ((group >> 3) << 5) + column;
      const to = b * SUPER + group * 16;
      for (let i = 0; i < 16; i++) {
        const code = ((bytes[from + i] as number) >> shift) & 3;
        const high = ((bytes[at + column + i] as number) >> pair) & 1;
        out[to + i] = scale * (code - 4 + (high << 2));
      }
    }
  }
}

/** [d; dmin; 12 bytes of 6-bit scales and mins; 128 bytes]: d scale code - dmin min, 32 weights each; low nibbles of 32 bytes, then the high ones. */
export function dequantiseQ4K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0; b < blocks; b++, at += 144) {
    const d = f16[u16(bytes, at)] as number;
    const dmin = f16[u16(bytes, at + 2)] as number;
    for (let group = 0; group < 8; group++) {
      const scale = d * scaleOf(bytes, at + 4, group);
      const min = dmin * minOf(bytes, at + 4, group);
      const shift = (group & 1) << 2;
      const from = at + 16 + ((group >> 1) << 5);
      const to = b * SUPER + group * 32;
      for (let i = 0; i < 32; i++) out[to + i] = scale * (((bytes[from + i] as number) >> shift) & 15) - min;
    }
  }
}

/** As Q4_K, with 32 bytes of fifth bits (bit g for group g) before the nibbles. */
export function dequantiseQ5K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  for (let b = 0, at = 0; b < blocks; b++, at += 176) {
    const d = f16[u16(bytes, at)] as number;
    const dmin = f16[u16(bytes, at + 2)] as number;
    for (let group = 0; group < 8; group++) {
      const scale = d * scaleOf(bytes, at + 4, group);
      const min = dmin * minOf(bytes, at + 4, group);
      const shift = (group & 1) << 2;
      const from = at + 48 + ((group >> 1) << 5);
      const to = b * SUPER + group * 32;
      for (let i = 0; i < 32; i++) {
        const high = ((bytes[at + 16 + i] as number) >> group) & 1;
        out[to + i] = scale * ((((bytes[from + i] as number) >> shift) & 15) | (high << 4)) - min;
      }
    }
  }
}

/** [128 bytes of low nibbles; 64 bytes of high bit pairs; 16 signed scales; d]: d scale (code - 32). */
export function dequantiseQ6K(bytes: Uint8Array, blocks: number, out: Float32Array): void {
  const f16 = f16Table();
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let b = 0, at = 0; b < blocks; b++, at += 210) {
    const d = f16[u16(bytes, at + 208)] as number;
    for (let group = 0; group < 16; group++) {
      const scale = d * (signed[at + 192 + group] as number);
      const half = group >> 3;
      const quarter = (group >> 1) & 3; // 32 weights within the half of 128
      const column = (group & 1) << 4;
      const low = at + half * 64 + ((quarter & 1) << 5) + column;
      const lowShift = (quarter >> 1) << 2;
      const high = at + 128 + half * 32 + column;
      const highShift = quarter << 1;
      const to = b * SUPER + group * 16;
      for (let i = 0; i < 16; i++) {
        const code =
          (((bytes[low + i] as number) >> lowShift) & 15) | ((((bytes[high + i] as number) >> highShift) & 3) << 4);
        out[to + i] = scale * (code - 32);
      }
    }
  }
}

/** Six bits out of 12 bytes (Q4_K, Q5_K): groups 0-3 in bytes 0-3; 4-7 = low nibbles of bytes 8-11 with the top bits of bytes 0-3. */
function scaleOf(bytes: Uint8Array, at: number, group: number): number {
  if (group < 4) return (bytes[at + group] as number) & 63;
  return ((bytes[at + 4 + group] as number) & 15) | (((bytes[at + group - 4] as number) >> 6) << 4);
}

/** Likewise: groups 0-3 in bytes 4-7; 4-7 = high nibbles of bytes 8-11 with the top bits of bytes 4-7. */
function minOf(bytes: Uint8Array, at: number, group: number): number {
  if (group < 4) return (bytes[at + 4 + group] as number) & 63;
  return ((bytes[at + 4 + group] as number) >> 4) | (((bytes[at + group] as number) >> 6) << 4);
}

/** Q3_K: the low nibble of group g stands in byte g % 8 (high half from group 8 on), its top two bits in byte 8 + g % 4. */
function scaleQ3K(bytes: Uint8Array, at: number, group: number): number {
  const low = ((bytes[at + (group & 7)] as number) >> ((group >> 3) << 2)) & 15;
  const high = ((bytes[at + 8 + (group & 3)] as number) >> ((group >> 2) << 1)) & 3;
  return low | (high << 4);
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}
