import type { LinearName } from '../types.ts';
import type { ModelConfig } from './config.ts';

/** The linears of a block in the order of the forward pass; the index is part of the dropout counter, so the order is fixed. */
export const LINEARS: readonly LinearName[] = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
];

/** Linears that read the same input, in the order in which they are stacked: their rows one behind another are one matrix. */
export const STACKS = {
  qkv: ['q_proj', 'k_proj', 'v_proj'],
  gateUp: ['gate_proj', 'up_proj'],
} as const satisfies Readonly<Record<string, readonly LinearName[]>>;

export type StackName = keyof typeof STACKS;

/** [outFeatures, inFeatures] of a linear. */
export function linearShape(config: ModelConfig, name: LinearName): readonly [number, number] {
  const { width: D, heads, kvHeads, headDim, mlpWidth: F } = config;
  switch (name) {
    case 'q_proj':
      return [heads * headDim, D];
    case 'k_proj':
    case 'v_proj':
      return [kvHeads * headDim, D];
    case 'o_proj':
      return [D, heads * headDim];
    case 'gate_proj':
    case 'up_proj':
      return [F, D];
    case 'down_proj':
      return [D, F];
  }
}

/** Module path in a Hugging Face checkpoint, e.g. `model.layers.3.self_attn.q_proj`. */
export function linearPath(layer: number, name: LinearName): string {
  const parent = name === 'gate_proj' || name === 'up_proj' || name === 'down_proj' ? 'mlp' : 'self_attn';
  return `model.layers.${layer}.${parent}.${name}`;
}

/** Whether the linear carries a frozen bias. */
export function hasBias(config: ModelConfig, name: LinearName): boolean {
  if (name === 'q_proj' || name === 'k_proj' || name === 'v_proj') return config.qkvBias;
  return name === 'o_proj' && config.outBias;
}

/** Weights of the whole model, the tied matrix counted once. */
export function parameterCount(config: ModelConfig): number {
  const { vocabulary: V, width: D, layers, heads, kvHeads, headDim } = config;
  let block = 2 * D + (config.qkNorm ? 2 * headDim : 0);
  for (const name of LINEARS) {
    const [out, inFeatures] = linearShape(config, name);
    block += out * inFeatures;
  }
  if (config.qkvBias) block += (heads + 2 * kvHeads) * headDim;
  if (config.outBias) block += D;
  return layers * block + V * D * (config.tied ? 1 : 2) + D;
}
