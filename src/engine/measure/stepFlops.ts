import type { ModelConfig } from '../model/config.ts';
import { LINEARS, linearShape } from '../model/linears.ts';
import type { LoraSettings } from '../types.ts';

/**
 * Floating-point operations of one training step per token that no implementation can leave out: 2 per weight and token forward and 2 backward (the base
 * is frozen, so there is no dW; layer 0 needs no gradient below its q, k, v), the head on the supervised share only, causal attention over rows of
 * `rowTokens` (4 Dh per head and pair forward, 10 backward), and 6 per number of the adapter. A recompute is not counted: it is not needed.
 */
export function stepFlopsPerToken(
  config: ModelConfig,
  lora: Pick<LoraSettings, 'rank' | 'targets'>,
  rowTokens: number,
  supervisedShare: number,
): number {
  const { width, vocabulary, layers, heads, headDim } = config;
  const size = (name: (typeof LINEARS)[number]) => {
    const [out, inFeatures] = linearShape(config, name);
    return out * inFeatures;
  };
  const linears = layers * LINEARS.reduce((sum, name) => sum + size(name), 0);
  const spared = size('q_proj') + size('k_proj') + size('v_proj');
  const head = supervisedShare * vocabulary * width;
  const pairs = (rowTokens + 1) / 2;
  const attention = 14 * layers * heads * headDim * pairs;
  const adapter = lora.targets.reduce((sum, name) => {
    const [out, inFeatures] = linearShape(config, name);
    return sum + layers * lora.rank * (out + inFeatures);
  }, 0);
  return 4 * (linears + head) - 2 * spared + attention + 6 * adapter;
}
