/**
 * Double quantisation of bitsandbytes (`compress_statistics`): the f32 absmax of a matrix minus their mean, in groups of 256, each as an
 * 8-bit code of the dynamic map times the group's largest magnitude. 64 weights then carry 8 + 1/8 bits of scale, not 32.
 */
import { assert } from '../lib/assert.ts';
import { cascadeMean } from './cascadeMean.ts';
import { DYNAMIC_MAP, DYNAMIC_THRESHOLDS } from './nf4Tables.ts';

const NESTED_GROUP = 256;

export interface NestedAbsmax {
  /** One code of DYNAMIC_MAP per block of 64 weights. */
  readonly qabsmax: Uint8Array<ArrayBuffer>;
  /** f32 per group of 256 blocks; the last group may be short. */
  readonly nestedAbsmax: Float32Array<ArrayBuffer>;
  /** Mean of the first-level absmax, an f32. */
  readonly offset: number;
}

const fround = Math.fround;
const SMALLEST_ABSMAX = fround(1e-38);

/** `offset` can be handed in to repeat a quantisation whose mean was summed in another order. */
export function nestAbsmax(absmax: Float32Array, offset = cascadeMean(absmax)): NestedAbsmax {
  const qabsmax = new Uint8Array(absmax.length);
  const nestedAbsmax = new Float32Array(Math.ceil(absmax.length / NESTED_GROUP));
  const { firstCode, threshold } = codeTable();
  const scaled = new Float32Array(NESTED_GROUP); // a store into it rounds to f32
  const scaledBits = new Uint32Array(scaled.buffer);
  for (let group = 0; group < nestedAbsmax.length; group++) {
    const begin = group * NESTED_GROUP;
    const count = Math.min(NESTED_GROUP, absmax.length - begin);
    let largest = 0;
    for (let i = 0; i < count; i++) {
      scaled[i] = (absmax[begin + i] as number) - offset;
      largest = Math.max(largest, Math.abs(scaled[i] as number));
    }
    nestedAbsmax[group] = largest;
    const divisor = Math.max(largest, SMALLEST_ABSMAX);
    const inverse = fround(1 / divisor);
    const whole = count === NESTED_GROUP; // as for weights: the portable kernel divides in a short last group
    for (let i = 0; i < count; i++) {
      scaled[i] = whole ? (scaled[i] as number) * inverse : (scaled[i] as number) / divisor;
      const bucket = (scaledBits[i] as number) >>> BUCKET_SHIFT;
      qabsmax[begin + i] =
        (firstCode[bucket] as number) + Number((scaled[i] as number) > (threshold[bucket] as number));
    }
  }
  return { qabsmax, nestedAbsmax, offset };
}

/** absmax[b] = f32(f32(map[q[b]] * nestedAbsmax[b >> 8]) + offset). `map`: a checkpoint's own `nested_quant_map`, if it has one. */
export function recoverAbsmax(
  { qabsmax, nestedAbsmax, offset }: NestedAbsmax,
  map: Float32Array = DYNAMIC_MAP,
): Float32Array<ArrayBuffer> {
  const absmax = new Float32Array(qabsmax.length);
  for (let b = 0; b < absmax.length; b++) {
    absmax[b] = fround((map[qabsmax[b] as number] as number) * (nestedAbsmax[b >> 8] as number)) + offset;
  }
  return absmax;
}

/** Sign, exponent and 6 bits of the fraction: fine enough that at most one threshold lies in a bucket. */
const BUCKET_SHIFT = 17;

interface CodeTable {
  readonly firstCode: Uint8Array;
  readonly threshold: Float32Array;
}

let table: CodeTable | null = null;

/** code of x = firstCode + (x > threshold) of the bucket that its bits name: 10 times as fast as a search for it among 255 thresholds. */
function codeTable(): CodeTable {
  if (table !== null) return table;
  const buckets = 2 ** (32 - BUCKET_SHIFT);
  const firstCode = new Uint8Array(buckets);
  const threshold = new Float32Array(buckets).fill(Number.POSITIVE_INFINITY);
  const ends = new Float32Array(2);
  const endBits = new Uint32Array(ends.buffer);
  for (let bucket = 0; bucket < buckets; bucket++) {
    endBits[0] = bucket << BUCKET_SHIFT;
    endBits[1] = endBits[0] + 2 ** BUCKET_SHIFT - 1;
    if (!ends.every(Number.isFinite)) continue; // scaled to [-1, 1]: never looked up
    const [low, high] = [...ends].map(nearestCode).toSorted((a, b) => a - b) as [number, number];
    assert(high - low <= 1, 'dynamic map: two thresholds in one bucket');
    firstCode[bucket] = low;
    if (high > low) threshold[bucket] = DYNAMIC_THRESHOLDS[low] as number;
  }
  table = { firstCode, threshold };
  return table;
}

/** Number of midpoints strictly below x (a tie takes the lower code), in eight halvings of the 256 codes. */
function nearestCode(x: number): number {
  let code = 0;
  for (let step = 128; step > 0; step >>= 1) code += step * Number(x > (DYNAMIC_THRESHOLDS[code + step - 1] as number));
  return code;
}
