import ropeAppendSource from '../../../shaders/attention/ropeAppend.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import type { Bindable, BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';
import { laneOf, withLanes } from './lanes.ts';

const ROPE_APPEND: KernelDefinition = {
  name: 'ropeAppend',
  source: ropeAppendSource,
  libs: [linearSource],
  // k and v are only read, but may lie in one buffer with q, which no dispatch may read and write.
  access: ['read', 'read', 'read', 'write', 'write', 'write', 'write', 'write'],
};

/**
 * Rotates the queries q [T, H Dh] of new tokens in place, and puts their keys, rotated, and values, [T, G Dh] each, into row segmentEnd[t] - 1 of the caches
 * [rows, G Dh]. position, segmentEnd [T] u32; table as in rope.ts.
 */
export function ropeAppend(
  plan: Plan,
  shape: { readonly heads: number; readonly kvHeads: number; readonly headDim: number },
  b: {
    readonly position: BufferRef;
    readonly table: BufferRef;
    readonly segmentEnd: BufferRef;
    readonly k: Bindable;
    readonly v: Bindable;
    readonly q: Bindable;
    readonly keys: BufferRef;
    readonly values: BufferRef;
  },
): void {
  const { heads, kvHeads, headDim } = shape;
  plan.dispatch({
    kernel: specialise(withLanes(ROPE_APPEND, headDim / 2), { HEADS: heads, KV_HEADS: kvHeads, HEAD: headDim }),
    buffers: [b.position, b.table, b.segmentEnd, b.k, b.v, b.q, b.keys, b.values],
    grid: ({ tokens }) => linearGrid((tokens * (heads + 2 * kvHeads) * headDim) / 2 / laneOf(headDim / 2)),
  });
}
