/** The quantiser in WebAssembly (nf4.wat), with the copies into its memory and out of it. */
import type { FloatDtype } from './floats.ts';
import moduleBytes from './nf4.wat';
import { NF4_THRESHOLDS } from './nf4Tables.ts';

export interface Nf4Kernel {
  /**
   * Codes and scales of whole blocks, at the beginning of `packed` and `absmax`; `bytes` holds a multiple of 64 weights, any alignment. false: a
   * weight is NaN or infinite.
   */
  quantise(dtype: KernelDtype, bytes: Uint8Array, packed: Uint8Array, absmax: Float32Array): boolean;
  /** Whether no number is NaN or infinite. */
  allFinite(dtype: KernelDtype, bytes: Uint8Array): boolean;
}

export type KernelDtype = Exclude<FloatDtype, 'F64'>;

let kernel: Nf4Kernel | null | undefined;

/** The kernel of this realm, compiled once; null where there is no WebAssembly with vectors, or a security policy forbids it. */
export function nf4Kernel(): Nf4Kernel | null {
  if (kernel === undefined) kernel = compile();
  return kernel;
}

/** What nf4.wat exports; addresses and sizes in bytes. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  quantise(type: number, from: number, blocks: number, codes: number, scales: number): number;
  anyLane(from: number, to: number, mask: number, wanted: number): number;
}

const TYPE = { F32: 0, BF16: 1, F16: 2 } as const;
const WEIGHT_BYTES = { F32: 4, BF16: 2, F16: 2 } as const;
/** The exponent's bits in each 16-bit half; the lower half of an f32 has none, and 1 of no bits is never found. */
const EXPONENT = {
  F32: { mask: 0x7f800000, wanted: 0x7f800001 },
  BF16: { mask: 0x7f807f80, wanted: 0x7f807f80 },
  F16: { mask: 0x7c007c00, wanted: 0x7c007c00 },
} as const;

/** Weights at a time: what lies in the kernel's memory stays in the core's cache. */
const CHUNK = 65536;
const FROM = 1024;
const CODES = FROM + 4 * CHUNK;
const SCALES = CODES + CHUNK / 2;

function compile(): Nf4Kernel | null {
  let exports: Exports;
  try {
    exports = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes)).exports as unknown as Exports;
  } catch {
    return null;
  }
  const { buffer } = exports.memory;
  new Float32Array(buffer).set(NF4_THRESHOLDS);
  const input = new Uint8Array(buffer, FROM, 4 * CHUNK);
  const codes = new Uint8Array(buffer, CODES, CHUNK / 2);
  const scales = new Float32Array(buffer, SCALES, CHUNK / 64);
  return {
    quantise(dtype, bytes, packed, absmax) {
      const size = WEIGHT_BYTES[dtype];
      const n = bytes.length / size;
      for (let begin = 0; begin < n; begin += CHUNK) {
        const count = Math.min(CHUNK, n - begin);
        input.set(bytes.subarray(begin * size, (begin + count) * size));
        if (exports.quantise(TYPE[dtype], FROM, count / 64, CODES, SCALES) !== 0) return false;
        packed.set(codes.subarray(0, count / 2), begin / 2);
        absmax.set(scales.subarray(0, count / 64), begin / 64);
      }
      return true;
    },
    allFinite(dtype, bytes) {
      const { mask, wanted } = EXPONENT[dtype];
      for (let begin = 0; begin < bytes.length; begin += input.length) {
        const part = bytes.subarray(begin, begin + input.length);
        const end = Math.ceil(part.length / 16) * 16;
        input.set(part);
        input.fill(0, part.length, end);
        if (exports.anyLane(FROM, FROM + end, mask, wanted) !== 0) return false;
      }
      return true;
    },
  };
}
