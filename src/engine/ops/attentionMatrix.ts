import deltaSource from '../../../shaders/attention/attentionMatrixDelta.wgsl?raw';
import forwardSource from '../../../shaders/attention/attentionMatrixForward.wgsl?raw';
import keyValueSource from '../../../shaders/attention/attentionMatrixKeyValue.wgsl?raw';
import querySource from '../../../shaders/attention/attentionMatrixQuery.wgsl?raw';
import matrixSource from '../../../shaders/lib/attentionMatrix.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import type { Sizes } from '../gpu/frame.ts';
import { type Kernel, type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, type Grid, linearGrid } from '../gpu/plan.ts';
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
  access: ['read', 'read', 'read', 'read', 'read', 'read', 'read', 'write'],
};
const KEY_VALUE: KernelDefinition = { ...QUERY, name: 'attentionMatrixKeyValue', source: keyValueSource };

/** Workgroup memory of the largest of the kernels (attentionMatrixForward.wgsl with heads of 64). */
export const MATRIX_ATTENTION_BYTES = 46_080;

/** Rows of a tile. */
const ROWS = 64;

/** Whether the kernels take heads of this size. */
export const takesMatrices = ({ headDim }: HeadShape): boolean => headDim === 32 || headDim === 64;

interface HeadShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** One kernel with its grid. */
interface MatrixWay {
  readonly kernel: Kernel;
  readonly grid: (sizes: Sizes) => Grid;
}

function wayOf(definition: KernelDefinition, { heads, kvHeads, headDim }: HeadShape): MatrixWay {
  return {
    kernel: specialise(definition, {
      HEADS: heads,
      KV_HEADS: kvHeads,
      HEAD: headDim,
      SCALE: { f32: 1 / Math.sqrt(headDim) },
    }),
    grid: ({ tokens }) => [ceilDiv(tokens, ROWS), heads, 1],
  };
}

/** o and LSE; the kernels bind the buffers of the tiled ones. */
export const matrixForward = (shape: HeadShape): MatrixWay => wayOf(FORWARD, shape);
export const matrixQuery = (shape: HeadShape): MatrixWay => wayOf(QUERY, shape);
/** dK and dV of each query head, into parts. */
export const matrixKeyValue = (shape: HeadShape): MatrixWay => wayOf(KEY_VALUE, shape);

/** D = rowsum(dO O). */
export const matrixDelta = ({ heads, headDim }: HeadShape): MatrixWay => ({
  kernel: specialise(DELTA, { HEADS: heads, HEAD: headDim }),
  grid: ({ tokens }) => linearGrid((tokens * heads * headDim) / 4),
});
