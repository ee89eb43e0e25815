import type { NamedTensor, Sampling } from '../engine/types.ts';

/** null for the likeliest token. */
export function samplingOf(how: Sampling): Sampling | null {
  return how.temperature > 0 ? how : null;
}

/**
 * The adapter at another strength: lora_B times it, so that its output scaling · B A x is. Only the adapter's few numbers are written to the GPU anew; at 0 the
 * model is the base to the last bit.
 */
export function atStrength(tensors: readonly NamedTensor[], strength: number): readonly NamedTensor[] {
  if (strength === 1) return tensors;
  return tensors.map((tensor) =>
    tensor.name.includes('.lora_B.') ? { ...tensor, data: tensor.data.map((value) => value * strength) } : tensor,
  );
}
