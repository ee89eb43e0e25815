import argmaxSource from '../../../shaders/sample/argmax.wgsl?raw';
import type { BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import type { Plan } from '../gpu/plan.ts';

const ARGMAX: KernelDefinition = { name: 'argmax', source: argmaxSource, libs: [], access: ['read', 'write', 'write'] };

/**
 * Greedy choice of every supervised row: ids[row] = output[emitted, row] = the index of its largest logit, the lower one on a tie. logits [N, stride] of
 * which `vocabulary` columns count, output [steps, rows] with room for `rows`.
 */
export function argmax(
  plan: Plan,
  shape: { readonly vocabulary: number; readonly stride: number; readonly rows: number },
  b: { logits: BufferRef; ids: BufferRef; output: BufferRef },
): void {
  plan.dispatch({
    kernel: specialise(ARGMAX, { VOCAB: shape.vocabulary, STRIDE: shape.stride, ROWS: shape.rows }),
    buffers: [b.logits, b.ids, b.output],
    grid: ({ rows }) => [rows, 1, 1],
  });
}
