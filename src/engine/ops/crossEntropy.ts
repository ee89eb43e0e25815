import domainSource from '../../../shaders/lib/domain.wgsl?raw';
import reduceSource from '../../../shaders/lib/reduce.wgsl?raw';
import crossEntropySource from '../../../shaders/loss/crossEntropy.wgsl?raw';
import sumLossSource from '../../../shaders/loss/sumLoss.wgsl?raw';
import type { BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { fold, type Plan } from '../gpu/plan.ts';
import { type Domain, domainBegin, domainConstants, rowsOf } from './domain.ts';

const CROSS_ENTROPY: KernelDefinition = {
  name: 'crossEntropy',
  source: crossEntropySource,
  libs: [domainSource, reduceSource],
  access: ['read', 'write', 'write'],
};
const SUM_LOSS: KernelDefinition = {
  name: 'sumLoss',
  source: sumLossSource,
  libs: [reduceSource],
  access: ['read', 'write'],
};

/**
 * rowLoss = LSE(z) - z[target] per row; with `backward` the logits become dz = (softmax(z) - onehot(target)) / N, in f32, N = supervised
 * tokens of the accumulation group. logits [rows, stride], of which `vocabulary` columns count; targets, rowLoss [rows].
 */
export function crossEntropy(
  plan: Plan,
  shape: { readonly domain: Domain; readonly vocabulary: number; readonly stride: number; readonly backward: boolean },
  b: { targets: BufferSlice; logits: BufferRef; rowLoss: BufferSlice },
): void {
  const { domain, vocabulary, stride, backward } = shape;
  plan.dispatch({
    kernel: specialise(CROSS_ENTROPY, {
      ...domainConstants(domain),
      VOCAB: vocabulary,
      STRIDE: stride,
      BACKWARD: backward,
      LANES: plan.lanes(256),
    }),
    buffers: [b.targets, b.logits, b.rowLoss],
    args: [domainBegin(domain)],
    grid: (sizes) => fold(rowsOf(domain, sizes)),
  });
}

/** stats[0] += sum of rowLoss over the supervised rows of the micro-batch. */
export function sumLoss(plan: Plan, b: { rowLoss: BufferRef; stats: BufferRef }): void {
  plan.dispatch({
    kernel: specialise(SUM_LOSS, { LANES: plan.lanes(256) }),
    buffers: [b.rowLoss, b.stats],
    grid: ({ rows }) => (rows === 0 ? [0, 0, 0] : [1, 1, 1]),
  });
}
