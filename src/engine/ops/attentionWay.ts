import type { Sizes } from '../gpu/frame.ts';
import type { Kernel } from '../gpu/kernel.ts';
import type { Grid } from '../gpu/plan.ts';

/** What kernels of attention in tiles make: o and LSE; dQ; dK and dV of each query head. */
export type AttentionPass = 'forward' | 'query' | 'keyValue';

export interface HeadShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** Whether kernels in tiles, and those on subgroup matrices, take heads of this size. */
export const takesTiles = (shape: HeadShape): boolean => shape.headDim === 128 || takesMatrices(shape);
export const takesMatrices = ({ headDim }: HeadShape): boolean => headDim === 32 || headDim === 64;

/** A kernel with its grid: an empty one where the tokens of a submit ask for another kernel. */
export interface Way {
  readonly kernel: Kernel;
  readonly grid: (sizes: Sizes) => Grid;
}
