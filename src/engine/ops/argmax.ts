import argmaxSource from '../../../shaders/sample/argmax.wgsl?raw';
import type { BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import type { Plan } from '../gpu/plan.ts';

const ARGMAX: KernelDefinition = { name: 'argmax', source: argmaxSource, libs: [], access: ['read', 'write', 'write'] };

/** Greedy choice: ids[0] = output[emitted] = the index of the largest logit, the lower one on a tie. logits [V]. */
export function argmax(
  plan: Plan,
  vocabulary: number,
  b: { logits: BufferRef; ids: BufferRef; output: BufferRef },
): void {
  plan.dispatch({
    kernel: specialise(ARGMAX, { VOCAB: vocabulary }),
    buffers: [b.logits, b.ids, b.output],
    grid: () => [1, 1, 1],
  });
}
