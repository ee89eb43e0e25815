import type { ModelConfig } from './config.ts';

/** Sequences beyond which a pass of decoding takes longer for each. */
const MOST = 32;
/** What the caches may take of memory that training uses at other times. */
const BUDGET_BYTES = 256 * 2 ** 20;

/** Sequences to decode together: as many of the `wanted` ones of up to `context` tokens as their keys and values have room for. */
export function sequencesFor(
  { layers, kvHeads, headDim }: Pick<ModelConfig, 'layers' | 'kvHeads' | 'headDim'>,
  context: number,
  wanted: number,
): number {
  const bytes = layers * 2 * context * kvHeads * headDim * 4;
  return Math.max(1, Math.min(MOST, wanted, Math.floor(BUDGET_BYTES / Math.max(1, bytes))));
}
