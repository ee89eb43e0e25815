import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import reduceSource from '../../../shaders/lib/reduce.wgsl?raw';
import sampleSource from '../../../shaders/sample/sample.wgsl?raw';
import { mixSeeds } from '../../lib/random.ts';
import type { BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import type { Plan } from '../gpu/plan.ts';
import type { Sampling } from '../types.ts';

const SAMPLE: KernelDefinition = {
  name: 'sample',
  source: sampleSource,
  libs: [mixSource, reduceSource],
  access: ['read', 'read', 'write', 'write'],
};

/** u32 per row of `draws`. */
export const DRAW_WORDS = 4;

/**
 * ids[row] = output[emitted, row] = a draw from softmax(logits / temperature), cut to the shortest run of likeliest tokens whose probability reaches top-p and
 * renormalised. logits [N, stride] of which `vocabulary` columns count, draws [rows, DRAW_WORDS] of drawWords, output [steps, rows].
 *
 * Exactness: probabilities are rounded to units of 2^-31, so tokens below 2^-32 are never drawn, also with top-p 1; the sums that end the nucleus are exact
 * in these units, and equal logits are in it or out of it together. Given the nucleus, the draw is exact to f32 rounding.
 * The word of a token depends on (seed, sequence, position, token) alone, not on the batch or the capacity.
 */
export function sample(
  plan: Plan,
  shape: { readonly vocabulary: number; readonly stride: number; readonly rows: number },
  b: { logits: BufferRef; draws: BufferRef; ids: BufferRef; output: BufferRef },
): void {
  const { vocabulary, stride, rows } = shape;
  plan.dispatch({
    kernel: specialise(SAMPLE, { VOCAB: vocabulary, STRIDE: stride, ROWS: rows, LANES: plan.lanes(256) }),
    buffers: [b.logits, b.draws, b.ids, b.output],
    grid: (sizes) => [sizes.rows, 1, 1],
  });
}

/** What the kernel is told of a row: which sequence and position it draws for, and how. */
export function drawWords({ temperature, topP, seed }: Sampling, sequence: number, position: number): Uint32Array {
  const words = new Uint32Array(DRAW_WORDS);
  words.set([mixSeeds(seed, sequence), position]);
  new Float32Array(words.buffer).set([temperature > 0 ? 1 / temperature : 0, topP], 2);
  return words;
}
