import ropeSource from '../../../shaders/attention/rope.wgsl?raw';
import ropePairSource from '../../../shaders/attention/ropePair.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import type { Bindable, BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';
import { laneOf, withLanes } from './lanes.ts';

const ROPE: KernelDefinition = {
  name: 'rope',
  source: ropeSource,
  libs: [linearSource],
  access: ['read', 'read', 'write'],
};

const ROPE_PAIR: KernelDefinition = {
  name: 'ropePair',
  source: ropePairSource,
  libs: [linearSource],
  access: ['read', 'read', 'write', 'write'],
};

/**
 * Rotates x [T, heads * headDim] in place by its tokens' positions (rotate-half convention). A rotation's transpose is the rotation by the
 * negative angle, which is the backward pass. table [positions, headDim]: headDim/2 cosines, then headDim/2 sines (model/rope.ts).
 */
export function rope(
  plan: Plan,
  shape: { readonly heads: number; readonly headDim: number; readonly backward: boolean },
  b: { position: BufferRef; table: BufferRef; x: Bindable },
): void {
  const { heads, headDim, backward } = shape;
  plan.dispatch({
    kernel: specialise(withLanes(ROPE, headDim / 2), { HEADS: heads, HEAD: headDim, SIGN: { f32: backward ? -1 : 1 } }),
    buffers: [b.position, b.table, b.x],
    grid: ({ tokens }) => linearGrid((tokens * heads * headDim) / 2 / laneOf(headDim / 2)),
  });
}

/** `rope` of queries x [T, heads * headDim] and keys y [T, kvHeads * headDim] in one dispatch. */
export function ropePair(
  plan: Plan,
  shape: { readonly heads: number; readonly kvHeads: number; readonly headDim: number; readonly backward: boolean },
  b: { position: BufferRef; table: BufferRef; x: Bindable; y: Bindable },
): void {
  const { heads, kvHeads, headDim, backward } = shape;
  const constants = { HEADS: heads, KV_HEADS: kvHeads, HEAD: headDim, SIGN: { f32: backward ? -1 : 1 } };
  plan.dispatch({
    kernel: specialise(withLanes(ROPE_PAIR, headDim / 2), constants),
    buffers: [b.position, b.table, b.x, b.y],
    grid: ({ tokens }) => linearGrid((tokens * (heads + kvHeads) * headDim) / 2 / laneOf(headDim / 2)),
  });
}
