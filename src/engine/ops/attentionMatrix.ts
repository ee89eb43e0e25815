import forwardSource from '../../../shaders/attention/attentionMatrixForward.wgsl?raw';
import keyValueSource from '../../../shaders/attention/attentionMatrixKeyValue.wgsl?raw';
import querySource from '../../../shaders/attention/attentionMatrixQuery.wgsl?raw';
import matrixSource from '../../../shaders/lib/attentionMatrix.wgsl?raw';
import type { Sizes } from '../gpu/frame.ts';
import { type Kernel, type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, type Grid } from '../gpu/plan.ts';
import { MATRIX_DIRECTIVES } from './matmulTilings.ts';

const FORWARD: KernelDefinition = {
  name: 'attentionMatrixForward',
  source: forwardSource,
  libs: [matrixSource],
  access: ['read', 'read', 'read', 'read', 'read', 'write', 'write'],
  directives: MATRIX_DIRECTIVES,
};
const QUERY: KernelDefinition = {
  ...FORWARD,
  name: 'attentionMatrixQuery',
  source: querySource,
  access: ['read', 'read', 'read', 'read', 'read', 'read', 'read', 'write'],
};
const KEY_VALUE: KernelDefinition = { ...QUERY, name: 'attentionMatrixKeyValue', source: keyValueSource };

/** Workgroup memory of the largest of the kernels (attentionMatrixKeyValue.wgsl with heads of 64): 37.3 KiB. */
export const MATRIX_ATTENTION_BYTES = 38_144;

/** Rows of a tile. */
const ROWS = 64;

interface HeadShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** One kernel with its grid over tiles of 64 tokens and heads. */
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

/** The kernels on subgroup matrices take heads of 32 and of 64. They bind the buffers of the tiled ones. */
export const matrixForward = (shape: HeadShape): MatrixWay => wayOf(FORWARD, shape);
export const matrixQuery = (shape: HeadShape): MatrixWay => wayOf(QUERY, shape);
/** dK and dV of each query head, into parts. */
export const matrixKeyValue = (shape: HeadShape): MatrixWay => wayOf(KEY_VALUE, shape);
