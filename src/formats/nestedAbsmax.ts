/**
 * Double quantisation of bitsandbytes (`compress_statistics`): the f32 absmax of a matrix minus their mean, in groups of 256, each as an
 * 8-bit code of the dynamic map times the group's largest magnitude. 64 weights then carry 8 + 1/8 bits of scale, not 32.
 */
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
  const differences = new Float32Array(absmax.length);
  for (let b = 0; b < absmax.length; b++) differences[b] = (absmax[b] as number) - offset; // the store rounds to f32
  for (let group = 0; group < nestedAbsmax.length; group++) {
    const begin = group * NESTED_GROUP;
    const end = Math.min(begin + NESTED_GROUP, absmax.length);
    let largest = 0;
    for (let b = begin; b < end; b++) largest = Math.max(largest, Math.abs(differences[b] as number));
    nestedAbsmax[group] = largest;
    const divisor = Math.max(largest, SMALLEST_ABSMAX);
    const inverse = fround(1 / divisor);
    const whole = end - begin === NESTED_GROUP; // as for weights: the portable kernel divides in a short last group
    for (let b = begin; b < end; b++) {
      const difference = differences[b] as number;
      qabsmax[b] = nearestCode(whole ? fround(difference * inverse) : fround(difference / divisor));
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

/** Number of midpoints strictly below x (a tie takes the lower code), in eight halvings of the 256 codes without branches. */
function nearestCode(x: number): number {
  let code = 0;
  for (let step = 128; step > 0; step >>= 1) code += step * Number(x > (DYNAMIC_THRESHOLDS[code + step - 1] as number));
  return code;
}
