import deltaSource from '../../../shaders/attention/attentionMatrixDelta.wgsl?raw';
import forwardSource from '../../../shaders/attention/attentionMatrixForward.wgsl?raw';
import keyValueSource from '../../../shaders/attention/attentionMatrixKeyValue.wgsl?raw';
import querySource from '../../../shaders/attention/attentionMatrixQuery.wgsl?raw';
import matrixSource from '../../../shaders/lib/attentionMatrix.wgsl?raw';
import backwardSource from '../../../shaders/lib/attentionMatrixBackward.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, linearGrid } from '../gpu/plan.ts';
import type { AttentionPass, HeadShape, Way } from './attentionWay.ts';
import { MATRIX_DIRECTIVES } from './matmulTilings.ts';

const FORWARD: KernelDefinition = {
  name: 'attentionMatrixForward',
  source: forwardSource,
  libs: [matrixSource],
  access: ['read', 'read', 'read', 'read', 'read', 'write', 'write'],
  directives: MATRIX_DIRECTIVES,
};
const DELTA: KernelDefinition = {
  name: 'attentionMatrixDelta',
  source: deltaSource,
  libs: [linearSource],
  access: ['read', 'read', 'write'],
  directives: MATRIX_DIRECTIVES,
};
const QUERY: KernelDefinition = {
  ...FORWARD,
  name: 'attentionMatrixQuery',
  source: querySource,
  libs: [matrixSource, backwardSource],
  access: ['read', 'read', 'read', 'read', 'read', 'read', 'read', 'write'],
};
const KEY_VALUE: KernelDefinition = { ...QUERY, name: 'attentionMatrixKeyValue', source: keyValueSource };

/** Workgroup memory of the largest of the kernels (attentionMatrixForward.wgsl with heads of 64). */
export const MATRIX_ATTENTION_BYTES = 46_080;

/** Rows of a tile. */
const ROWS = 64;

const PASSES = { forward: FORWARD, query: QUERY, keyValue: KEY_VALUE } as const;

/** A pass; its kernel binds the buffers of the one in blocks. */
export function matrixWay(pass: AttentionPass, { heads, kvHeads, headDim }: HeadShape): Way {
  return {
    kernel: specialise(PASSES[pass], {
      HEADS: heads,
      KV_HEADS: kvHeads,
      HEAD: headDim,
      SCALE: { f32: 1 / Math.sqrt(headDim) },
    }),
    grid: ({ tokens }) => [ceilDiv(tokens, ROWS), heads, 1],
  };
}

/** D = rowsum(dO O). */
export const matrixDelta = ({ heads, headDim }: HeadShape): Way => ({
  kernel: specialise(DELTA, { HEADS: heads, HEAD: headDim }),
  grid: ({ tokens }) => linearGrid((tokens * heads * headDim) / 4),
});
