import type { UpdateScalars } from '../gpu/frame.ts';

/** L2 norm over all gradients, and the factor min(1, maxNorm / (norm + 1e-6)); maxNorm 0: no clipping. */
export function gradNormRef(grads: Float64Array, maxNorm: number): { norm: number; clip: number } {
  let squares = 0;
  for (const g of grads) squares += g * g;
  const norm = Math.sqrt(squares);
  return { norm, clip: maxNorm > 0 ? Math.min(1, maxNorm / (norm + 1e-6)) : 1 };
}

export interface AdamState {
  readonly parameters: Float64Array;
  readonly m: Float64Array;
  readonly v: Float64Array;
}

/** One step of torch.optim.AdamW on gradients scaled by `clip`; `update` counts from 1. */
export function adamWRef(state: AdamState, grads: Float64Array, clip: number, s: UpdateScalars): AdamState {
  const m = state.m.map((value, i) => s.beta1 * value + (1 - s.beta1) * clip * grads[i]);
  const v = state.v.map((value, i) => s.beta2 * value + (1 - s.beta2) * (clip * grads[i]) ** 2);
  const parameters = state.parameters.map((value, i) => {
    const mean = m[i] / (1 - s.beta1 ** s.update);
    const square = v[i] / (1 - s.beta2 ** s.update);
    return value * (1 - s.lr * s.weightDecay) - (s.lr * mean) / (Math.sqrt(square) + s.eps);
  });
  return { parameters, m, v };
}
