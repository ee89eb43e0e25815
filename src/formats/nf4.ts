/**
 * NF4, bit for bit as bitsandbytes quantises: blocks of 64 weights along the flattened [out, in] matrix, one f32 absmax per block,
 * two codes per byte with the first weight in the high nibble. With double quantisation the absmax are quantised too (nestedAbsmax.ts).
 */
import { assert } from '../lib/assert.ts';
import { UserError } from '../lib/errors.ts';
import { alignBytes, bf16ToF32, elementBytes, type FloatDtype, f16ToF32, f32Bytes } from './floats.ts';
import { type NestedAbsmax, nestAbsmax, recoverAbsmax } from './nestedAbsmax.ts';
import { type Nf4Kernel, nf4Kernel } from './nf4Kernel.ts';
import { NF4_CODE, NF4_THRESHOLDS } from './nf4Tables.ts';

const NF4_BLOCK = 64;

export interface Nf4Options {
  readonly doubleQuant: boolean;
}

export interface Nf4Tensor {
  /** [out, in] */
  readonly shape: readonly [number, number];
  /** (out * in + 1) >> 1 bytes. Its buffer is zero-padded to a multiple of 4 bytes, see packedForGpu. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** f32 per block in flattened order; with double quantisation already the recovered values that dequantisation uses. */
  readonly absmax: Float32Array<ArrayBuffer>;
  /** How bitsandbytes stores the absmax under double quantisation; null without. */
  readonly nested: NestedAbsmax | null;
}

const fround = Math.fround;
/** Smallest divisor in bitsandbytes, so that a block of zeros gets code 7 (the value 0). */
const SMALLEST_ABSMAX = fround(1e-38);
/** Weights converted to f32 at a time: 256 KiB stay in the cache, and a matrix never exists in f32 as a whole. */
const CHUNK = 65536;

/** Quantises f32 weights [out, in]. @throws UserError when a weight is NaN or infinite. */
export function quantiseNf4(weights: Float32Array, shape: readonly [number, number], options: Nf4Options): Nf4Tensor {
  return quantiseNf4Bytes('F32', f32Bytes(weights), shape, options);
}

/** Quantises the raw bytes of a checkpoint tensor [out, in]: the same codes as after widening it to f32 (F64: rounding it). */
export function quantiseNf4Bytes(
  dtype: FloatDtype,
  bytes: Uint8Array,
  shape: readonly [number, number],
  options: Nf4Options,
): Nf4Tensor {
  const n = bytes.length / elementBytes(dtype);
  assert(shape[0] * shape[1] === n, () => `NF4: shape [${shape}] does not hold ${n} weights`);
  return finish(shape, encodeNf4(dtype, bytes), options);
}

/** Codes and scales, without double quantisation. */
export interface Nf4Codes {
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly absmax: Float32Array<ArrayBuffer>;
}

/** Whole blocks go through the kernel, what is left of them (F64, a short last block, no kernel) through JavaScript: the same bits. */
export function encodeNf4(dtype: FloatDtype, bytes: Uint8Array, kernel: Nf4Kernel | null = nf4Kernel()): Nf4Codes {
  const size = elementBytes(dtype);
  const aligned = alignBytes(bytes, size);
  const n = aligned.length / size;
  const target = allocate(n);
  let done = 0;
  if (kernel !== null && dtype !== 'F64') {
    done = n - (n % NF4_BLOCK);
    if (!kernel.quantise(dtype, aligned.subarray(0, done * size), target.packed, target.absmax)) throw notFinite();
  }
  const scratch = new Float32Array(Math.min(n - done, CHUNK));
  for (let begin = done; begin < n; begin += CHUNK) {
    const count = Math.min(CHUNK, n - begin);
    quantiseBlocks(widen(dtype, aligned, begin, scratch.subarray(0, count)), target, begin);
  }
  return target;
}

/** The buffers that a tensor made here lies in, to hand it to another thread. */
export function nf4Buffers({ packed, absmax, nested }: Nf4Tensor): ArrayBuffer[] {
  const scales = nested === null ? [] : [nested.qabsmax.buffer, nested.nestedAbsmax.buffer];
  return [packed.buffer, absmax.buffer, ...scales];
}

/** w[i] = f32(code value * absmax[i >> 6]), flattened [out, in]. */
export function dequantiseNf4({ shape, packed, absmax }: Nf4Tensor): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(shape[0] * shape[1]);
  for (let i = 0; i < weights.length; i++) {
    const byte = packed[i >> 1] as number;
    const code = i % 2 === 0 ? byte >> 4 : byte & 15;
    weights[i] = (NF4_CODE[code] as number) * (absmax[i >> 6] as number); // the store rounds the exact product once
  }
  return weights;
}

/** The codes as a GPU buffer takes them: a multiple of 4 bytes, byte k = weights 2k (high nibble) and 2k + 1. No copy for tensors made here. */
export function packedForGpu({ packed }: Nf4Tensor): Uint8Array<ArrayBuffer> {
  const size = Math.ceil(packed.length / 4) * 4;
  if (size === packed.length) return packed;
  if (packed.byteOffset + size <= packed.buffer.byteLength)
    return new Uint8Array(packed.buffer, packed.byteOffset, size);
  const padded = new Uint8Array(size);
  padded.set(packed);
  return padded;
}

function allocate(n: number): Nf4Codes {
  const packedBytes = (n + 1) >> 1;
  return {
    packed: new Uint8Array(new ArrayBuffer(Math.ceil(packedBytes / 4) * 4), 0, packedBytes),
    absmax: new Float32Array(Math.ceil(n / NF4_BLOCK)),
  };
}

function finish(
  shape: readonly [number, number],
  { packed, absmax }: Nf4Codes,
  { doubleQuant }: Nf4Options,
): Nf4Tensor {
  const nested = doubleQuant ? nestAbsmax(absmax) : null;
  return { shape, packed, absmax: nested === null ? absmax : recoverAbsmax(nested), nested };
}

function notFinite(): UserError {
  return new UserError('a weight is not a finite number', {
    remedy: 'The checkpoint is damaged: download or export it again.',
  });
}

function widen(
  dtype: FloatDtype,
  bytes: Uint8Array<ArrayBuffer>,
  begin: number,
  into: Float32Array<ArrayBuffer>,
): Float32Array {
  const at = bytes.byteOffset + begin * elementBytes(dtype);
  if (dtype === 'F32') return new Float32Array(bytes.buffer, at, into.length);
  if (dtype === 'F64') {
    into.set(new Float64Array(bytes.buffer, at, into.length));
    return into;
  }
  const bits = new Uint16Array(bytes.buffer, at, into.length);
  return dtype === 'F16' ? f16ToF32(bits, into) : bf16ToF32(bits, into);
}

/** `weights` are those from flattened index `begin` (a multiple of 64) on. */
function quantiseBlocks(weights: Float32Array, { packed, absmax }: Nf4Codes, begin: number): void {
  const bits = new Int32Array(weights.buffer, weights.byteOffset, weights.length);
  const n = weights.length;
  const wholeEnd = n - (n % NF4_BLOCK);
  for (let at = 0; at < wholeEnd; at += NF4_BLOCK) {
    const largest = blockAbsmax(bits, at, at + NF4_BLOCK);
    absmax[(begin + at) >> 6] = largest;
    encodeWholeBlock(weights, at, fround(1 / Math.max(largest, SMALLEST_ABSMAX)), packed, (begin + at) >> 1);
  }
  if (wholeEnd === n) return;
  const largest = blockAbsmax(bits, wholeEnd, n);
  absmax[(begin + wholeEnd) >> 6] = largest;
  encodeLastBlock(weights, wholeEnd, Math.max(largest, SMALLEST_ABSMAX), packed, (begin + wholeEnd) >> 1);
}

const word = new Int32Array(1);
const wordAsFloat = new Float32Array(word.buffer);

/** max |w|. The bits of |w| order like their values, and those of infinity and NaN lie above all others. */
function blockAbsmax(bits: Int32Array, begin: number, end: number): number {
  let largest = 0;
  for (let i = begin; i < end; i++) {
    const magnitude = (bits[i] as number) & 0x7fffffff;
    if (magnitude > largest) largest = magnitude;
  }
  if (largest >= 0x7f800000) throw notFinite();
  word[0] = largest;
  return wordAsFloat[0] as number;
}

/**
 * Code search without branches. `bucketOf` never decreases in x and puts at most one threshold in a bucket, so
 * code = thresholds of lower buckets + (x > threshold of this one): exact, and 5 times as fast here as four compare-and-step rounds
 * (230 against 42 million weights per second on an EPYC core, Node 20).
 */
const BUCKETS = 34;
const bucketFirstCode = new Uint8Array(BUCKETS);
const bucketThreshold = new Float64Array(BUCKETS).fill(Number.POSITIVE_INFINITY);
for (const threshold of NF4_THRESHOLDS) {
  const bucket = bucketOf(threshold);
  assert(bucketThreshold[bucket] === Number.POSITIVE_INFINITY, 'NF4: two thresholds in one bucket');
  bucketThreshold[bucket] = threshold;
  for (let above = bucket + 1; above < BUCKETS; above++) (bucketFirstCode[above] as number)++;
}

/** x in [-1, 1] (and a rounding beyond) -> 1..33. */
function bucketOf(x: number): number {
  return (x * 16 + 17) | 0;
}

function encode(x: number): number {
  const bucket = bucketOf(x);
  return (bucketFirstCode[bucket] as number) + Number(x > (bucketThreshold[bucket] as number));
}

/** x = f32(w * f32(1 / absmax)): a reciprocal multiply, as in bitsandbytes; w / absmax rounds to other codes now and then. */
function encodeWholeBlock(
  weights: Float32Array,
  begin: number,
  inverse: number,
  packed: Uint8Array,
  packedAt: number,
): void {
  for (let k = 0; k < NF4_BLOCK / 2; k++) {
    const high = encode(fround((weights[begin + 2 * k] as number) * inverse));
    const low = encode(fround((weights[begin + 2 * k + 1] as number) * inverse));
    packed[packedAt + k] = (high << 4) | low;
  }
}

/** The short block at the end: bitsandbytes' portable kernel divides there. An odd count is padded with the value 0, code 7. */
function encodeLastBlock(
  weights: Float32Array,
  begin: number,
  divisor: number,
  packed: Uint8Array,
  packedAt: number,
): void {
  for (let i = begin; i < weights.length; i += 2) {
    const high = encode(fround((weights[i] as number) / divisor));
    const low = i + 1 < weights.length ? encode(fround((weights[i + 1] as number) / divisor)) : 7;
    packed[packedAt + ((i - begin) >> 1)] = (high << 4) | low;
  }
}
