import finiteSource from '../../../shaders/lib/finite.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import reduceSource from '../../../shaders/lib/reduce.wgsl?raw';
import adamWSource from '../../../shaders/optim/adamW.wgsl?raw';
import gradNormSource from '../../../shaders/optim/gradNorm.wgsl?raw';
import gradSquaresSource from '../../../shaders/optim/gradSquares.wgsl?raw';
import type { BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, linearGrid, type Plan } from '../gpu/plan.ts';
import { laneOf, withLanes } from './lanes.ts';

const SQUARES: KernelDefinition = {
  name: 'gradSquares',
  source: gradSquaresSource,
  libs: [reduceSource],
  access: ['read', 'write'],
};
const NORM: KernelDefinition = {
  name: 'gradNorm',
  source: gradNormSource,
  libs: [reduceSource, finiteSource],
  access: ['read', 'write'],
};
const ADAMW: KernelDefinition = {
  name: 'adamW',
  source: adamWSource,
  libs: [linearSource],
  access: ['read', 'read', 'write', 'write', 'write'],
};

/** Most workgroups of the first pass of the norm; each takes at least 16 values per lane. */
const MAX_GROUPS = 256;

/** Places in the stats buffer; shaders/optim/gradNorm.wgsl and shaders/loss/sumLoss.wgsl write them. */
export const STATS = { lossSum: 0, gradNorm: 1, clip: 2, failed: 3, count: 4 } as const;

/** stats.gradNorm = L2 norm of the flat gradients, stats.clip = min(1, maxNorm / (norm + 1e-6)), stats.failed = 1 when loss or norm is not finite. */
export function gradNorm(plan: Plan, count: number, b: { grads: BufferRef; stats: BufferRef }): void {
  const GROUPS = Math.min(MAX_GROUPS, ceilDiv(count, 256 * 16));
  const partials = plan.transient('partials', GROUPS);
  plan.dispatch({
    kernel: specialise(SQUARES, { COUNT: count, GROUPS, LANES: plan.lanes(256) }),
    buffers: [b.grads, partials],
    grid: () => [GROUPS, 1, 1],
  });
  plan.dispatch({
    kernel: specialise(NORM, { GROUPS, LANES: plan.lanes(256) }),
    buffers: [partials, b.stats],
    grid: () => [1, 1, 1],
  });
}

/** One AdamW step on `count` f32 with torch's semantics (spec 6.2, decoupled decay), gradients scaled by stats.clip; nothing once stats.failed is set. */
export function adamW(
  plan: Plan,
  count: number,
  b: { stats: BufferRef; grads: BufferRef; parameters: BufferRef; m: BufferRef; v: BufferRef },
): void {
  plan.dispatch({
    kernel: specialise(withLanes(ADAMW, count), { COUNT: count }),
    buffers: [b.stats, b.grads, b.parameters, b.m, b.v],
    grid: () => linearGrid(count / laneOf(count)),
  });
}
