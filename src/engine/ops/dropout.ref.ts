import { mixRef } from './mix.ref.ts';

/** What the mask of an element depends on, besides its index. */
export interface DropoutKey {
  readonly seed: number;
  readonly step: number;
  readonly microStep: number;
  /** layer * 8 + index of the linear */
  readonly stream: number;
}

/** Mask of elements 0..count-1: 0 with probability p, else 1 / (1 - p). The integers of shaders/lib/dropout.wgsl, in 32-bit arithmetic. */
export function dropoutMaskRef({ seed, step, microStep, stream }: DropoutKey, p: number, count: number): Float64Array {
  const a = mixRef(seed ^ mixRef(step + 0x9e3779b9));
  const b = mixRef(a ^ mixRef(Math.imul(microStep, 0x85ebca6b) + stream + 0x7f4a7c15));
  const c = mixRef(b + 0x6a09e667);
  const threshold = Math.round(p * 2 ** 32);
  const keep = Math.fround(1 / (1 - p));
  const mask = new Float64Array(count);
  for (let i = 0; i < count; i++) mask[i] = mixRef(mixRef(i ^ b) + c) >>> 0 < threshold ? 0 : keep;
  return mask;
}
