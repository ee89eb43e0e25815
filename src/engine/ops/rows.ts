import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import gatherSource from '../../../shaders/norm/gatherRows.wgsl?raw';
import scatterSource from '../../../shaders/norm/scatterRows.wgsl?raw';
import type { BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';

const GATHER: KernelDefinition = {
  name: 'gatherRows',
  source: gatherSource,
  libs: [linearSource],
  access: ['read', 'read', 'write'],
};
const SCATTER: KernelDefinition = {
  name: 'scatterRows',
  source: scatterSource,
  libs: [linearSource],
  access: ['read', 'read', 'write'],
};

/** y[j] = x[index[j]] for every supervised row j. x [T, D], index [N] u32, y [N, D]. */
export function gatherRows(plan: Plan, width: number, b: { x: BufferRef; index: BufferRef; y: BufferRef }): void {
  plan.dispatch({
    kernel: specialise(GATHER, { WIDTH: width }),
    buffers: [b.x, b.index, b.y],
    grid: ({ rows }) => linearGrid((rows * width) / 4),
  });
}

/** dx[t] = dy[rowOf[t]], 0 where token t is not supervised (rowOf = 0xffffffff). The transpose of gatherRows: every dx element is written. */
export function scatterRows(plan: Plan, width: number, b: { dy: BufferRef; rowOf: BufferRef; dx: BufferRef }): void {
  plan.dispatch({
    kernel: specialise(SCATTER, { WIDTH: width }),
    buffers: [b.dy, b.rowOf, b.dx],
    grid: ({ tokens }) => linearGrid((tokens * width) / 4),
  });
}
