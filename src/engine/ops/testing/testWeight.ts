import { bf16ToF32, f16ToF32, f32ToBf16, f32ToF16 } from '../../../formats/floats.ts';
import { dequantiseNf4, quantiseNf4 } from '../../../formats/nf4.ts';
import { NF4_CODE } from '../../../formats/nf4Tables.ts';
import type { BufferRef } from '../../gpu/buffers.ts';
import type { Weight } from '../weight.ts';
import { type CaseData, f64 } from './opCase.ts';
import { normals } from './randomData.ts';

export const WEIGHT_KINDS = ['nf4', 'f32', 'f16', 'bf16'] as const;
export type WeightKind = (typeof WEIGHT_KINDS)[number];

/** A random frozen matrix: its bytes as the GPU holds them, the op's view of the buffers, and the exact values for the reference. */
export interface TestWeight {
  readonly data: Readonly<Record<string, CaseData>>;
  readonly values: Float64Array;
  of(buffers: Readonly<Record<string, BufferRef>>): Weight;
}

const made = new Map<string, TestWeight>();

/** Normal numbers of standard deviation 1/sqrt(in), stored as `kind`; the same object for the same arguments. */
export function testWeight(kind: WeightKind, outFeatures: number, inFeatures: number, seed: number): TestWeight {
  const key = [kind, outFeatures, inFeatures, seed].join();
  const weight = made.get(key) ?? makeWeight(kind, outFeatures, inFeatures, seed);
  made.set(key, weight);
  return weight;
}

function makeWeight(kind: WeightKind, outFeatures: number, inFeatures: number, seed: number): TestWeight {
  const dense = normals(outFeatures * inFeatures, seed, 1 / Math.sqrt(inFeatures));
  const shape = { outFeatures, inFeatures };
  if (kind === 'nf4') {
    const tensor = quantiseNf4(dense, [outFeatures, inFeatures], { doubleQuant: true });
    const codes = new Uint32Array(tensor.packed.buffer, 0, Math.ceil(tensor.packed.length / 4));
    return {
      data: { codes, absmax: tensor.absmax, levels: NF4_CODE.slice() },
      values: f64(dequantiseNf4(tensor)),
      of: ({ codes, absmax, levels }) => ({ kind, ...shape, codes, absmax, levels }),
    };
  }
  const of = ({ weight }: Readonly<Record<string, BufferRef>>): Weight => ({
    kind: 'dense',
    dtype: kind,
    ...shape,
    data: weight,
  });
  if (kind === 'f32') return { data: { weight: dense }, values: f64(dense), of };
  const bits = kind === 'f16' ? f32ToF16(dense) : f32ToBf16(dense);
  const values = f64(kind === 'f16' ? f16ToF32(bits) : bf16ToF32(bits));
  return { data: { weight: new Uint32Array(bits.buffer) }, values, of };
}
