import type { TensorSource } from '../../engine/types.ts';
import { f32Bytes, toF32 } from '../../formats/floats.ts';
import { quantiseNf4 } from '../../formats/nf4.ts';
import { sha256 } from '../../lib/hash.ts';

const LINEAR = /^(model\.layers\.\d+\.\w+\.\w+_proj)\.weight$/;

/** Of every decoder linear in NF4 with double quantisation: the offset, and the first 16 digits of the SHA-256 of what bitsandbytes stores. */
export async function nf4State(source: TensorSource) {
  const state: Record<string, { offset: number; packed: string; qabsmax: string; nested_absmax: string }> = {};
  for (const { name, dtype, shape } of source.tensors) {
    const linear = LINEAR.exec(name)?.[1];
    if (linear === undefined) continue;
    const weights = toF32(dtype, await source.read(name), name);
    const { packed, nested } = quantiseNf4(weights, [shape[0] as number, shape[1] as number], { doubleQuant: true });
    if (nested === null) throw new Error('Double quantisation gave no nested absmax.');
    const digest = (bytes: Uint8Array) => sha256(bytes).slice(0, 16);
    state[linear] = {
      offset: nested.offset,
      packed: digest(packed),
      qabsmax: digest(nested.qabsmax),
      nested_absmax: digest(f32Bytes(nested.nestedAbsmax)),
    };
  }
  return state;
}
