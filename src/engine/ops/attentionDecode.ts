import decodeSource from '../../../shaders/attention/attentionDecode.wgsl?raw';
import type { BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, type Plan } from '../gpu/plan.ts';
import { rangeOf } from './loraModule.ts';

const DECODE: KernelDefinition = {
  name: 'attentionDecode',
  source: decodeSource,
  libs: [],
  access: ['read', 'read', 'read', 'read', 'write', 'write', 'write'],
};

/** Invocations of a workgroup: keys that are looked at side by side. */
const LANES = 256;

interface DecodeShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** Whether attentionDecode has a kernel for heads of this width. */
export function decodesHeads({ headDim }: Pick<DecodeShape, 'headDim'>): boolean {
  return headDim % 8 === 0 && headDim / 4 <= LANES / 2;
}

/**
 * ropeAppend and attentionCached in one dispatch, for passes with one token of each sequence: token t is the last of rows segmentStart[t] .. segmentEnd[t] of the
 * caches, and its position is its row among them. q [T, H Dh], k and v [T, G Dh] before the rotation, ranges of one buffer; o [T, H Dh].
 */
export function attentionDecode(
  plan: Plan,
  shape: DecodeShape,
  b: {
    readonly q: BufferSlice;
    readonly k: BufferSlice;
    readonly v: BufferSlice;
    readonly table: BufferRef;
    readonly segmentStart: BufferRef;
    readonly segmentEnd: BufferRef;
    readonly keys: BufferRef;
    readonly values: BufferRef;
    readonly o: BufferRef;
  },
): void {
  const { heads, kvHeads, headDim } = shape;
  const { range, at } = rangeOf([b.q, b.k, b.v]);
  const [, K_AT = 0, V_AT = 0] = at;
  plan.dispatch({
    kernel: specialise(DECODE, {
      ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD: headDim, K_AT, V_AT, LANES, SCALE: { f32: 1 / Math.sqrt(headDim) } },
    }),
    buffers: [range, b.table, b.segmentStart, b.segmentEnd, b.keys, b.values, b.o],
    grid: ({ tokens }) => [tokens, kvHeads, ceilDiv(heads / kvHeads, 4)],
  });
}
