import type { MemoryPlan } from '../engine/types.ts';

/** What GPU memory is for, in the order in which the bar shows it. */
export const MEMORY_PARTS = ['weights', 'adapter', 'activations', 'cache', 'other'] as const;
export type MemoryPart = (typeof MEMORY_PARTS)[number];

const PART_OF: Readonly<Record<string, MemoryPart>> = {
  'weights 4-bit': 'weights',
  embedding: 'weights',
  head: 'weights',
  'norms and biases': 'weights',
  adapter: 'adapter',
  'adapter gradients': 'adapter',
  'Adam moments': 'adapter',
  'KV cache': 'cache',
};

/** Bytes by part. Activations and logits share their slabs, since one is over before the other begins. */
export function memoryParts({ items }: Pick<MemoryPlan, 'items'>): Readonly<Record<MemoryPart, number>> {
  const sums: Record<MemoryPart, number> = { weights: 0, adapter: 0, activations: 0, cache: 0, other: 0 };
  for (const { name, sizeBytes } of items) {
    sums[name.startsWith('activations') ? 'activations' : (PART_OF[name] ?? 'other')] += sizeBytes;
  }
  return sums;
}

/** How a plan stands to what is known of this adapter: WebGPU tells limits, and nothing of free memory. */
export type Verdict = 'fits' | 'tight' | 'tooLarge';

/** Beyond the budget a run may still go well on a GPU with more memory; beyond the limits it cannot begin. */
export function verdictOf(plan: { readonly totalBytes: number; readonly budgetBytes: number } | null): Verdict {
  if (plan === null) return 'tooLarge';
  return plan.totalBytes <= plan.budgetBytes ? 'fits' : 'tight';
}
