import type { GpuContext } from '../engine/gpu/device.ts';
import { createSubmitQueue } from '../engine/gpu/submitQueue.ts';
import { openAttentionProbe } from '../engine/model/attentionProbe.ts';
import type { AttentionShape } from '../engine/ops/attention.ts';
import { type Io, printLine } from './io.ts';

/** Says how far a variant is from sums in f64, with heads of each size that it takes. */
export async function printAttentionErrors(gpu: GpuContext, shape: AttentionShape, io: Io, json: boolean) {
  const { variant } = shape;
  if (variant === undefined || gpu.description.software) return;
  for (const headDim of variant === 'matrix' ? [32, 64] : [32, 64, 128]) {
    const errors = await openAttentionProbe(gpu, { ...shape, headDim }, variant).errors(createSubmitQueue(gpu));
    if (json) printLine(io, { bench: 'attention errors', adapter: gpu.description.name, ...shape, headDim, errors });
    else {
      const list = Object.entries(errors).map(([name, error]) => `${name} ${error.toExponential(1)}`);
      io.out(`heads of ${headDim}, ${variant} against sums in f64, of the largest: ${list.join(', ')}\n`);
    }
  }
}
