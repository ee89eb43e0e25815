import forwardSource from '../../../shaders/attention/attentionBlockForward.wgsl?raw';
import keyValueSource from '../../../shaders/attention/attentionBlockKeyValue.wgsl?raw';
import querySource from '../../../shaders/attention/attentionBlockQuery.wgsl?raw';
import blockSource from '../../../shaders/lib/attentionBlock.wgsl?raw';
import backwardSource from '../../../shaders/lib/attentionBlockBackward.wgsl?raw';
import type { Sizes } from '../gpu/frame.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv } from '../gpu/plan.ts';
import type { AttentionPass, HeadShape, Way } from './attentionWay.ts';

const FORWARD: KernelDefinition = {
  name: 'attentionBlockForward',
  source: forwardSource,
  libs: [blockSource],
  access: ['read', 'read', 'read', 'read', 'read', 'write', 'write'],
};
const QUERY: KernelDefinition = {
  ...FORWARD,
  name: 'attentionBlockQuery',
  source: querySource,
  libs: [blockSource, backwardSource],
  access: ['read', 'read', 'read', 'read', 'read', 'read', 'read', 'write'],
};
const KEY_VALUE: KernelDefinition = { ...QUERY, name: 'attentionBlockKeyValue', source: keyValueSource };

/** The passes, each one kernel, with the groups of 64 invocations that work on a tile of 64 rows and on one of 32. */
const PASSES = {
  forward: { definition: FORWARD, block64: 1, block32: 2 },
  query: { definition: QUERY, block64: 2, block32: 2 },
  keyValue: { definition: KEY_VALUE, block64: 2, block32: 2 },
} as const;

/** Rows of a tile. */
const ROWS = { block64: 64, block32: 32 } as const;
export type BlockTiling = keyof typeof ROWS;

/**
 * Workgroups of 64 rows from which on such tiles are taken. On an H100, 64 rows against 32: 72 workgroups forward 85 us against 34, backward 213 against 132;
 * 1,024 forward 0.60 ms against 0.67, backward 2.41 against 2.54. What lies between was not measured with these kernels.
 */
const WHOLE_FROM = { forward: 200, query: 600, keyValue: 600 };

/** Of these the tokens of a submit decide which one runs, so that the capacity has no say in the bits. `tiling`: this one always. */
export function blockWays(pass: AttentionPass, shape: HeadShape, tiling?: BlockTiling): readonly Way[] {
  // 64 rows of wide heads would need 128 sums per invocation.
  if (shape.headDim > 64) return [wayOf(pass, shape, 'block32')];
  if (tiling) return [wayOf(pass, shape, tiling)];
  const isWhole = ({ tokens }: Sizes) => ceilDiv(tokens, 64) * shape.heads >= WHOLE_FROM[pass];
  const when = ({ kernel, grid }: Way, runs: (sizes: Sizes) => boolean): Way => ({
    kernel,
    grid: (sizes) => (runs(sizes) ? grid(sizes) : [0, 0, 0]),
  });
  return [
    when(wayOf(pass, shape, 'block64'), isWhole),
    when(wayOf(pass, shape, 'block32'), (sizes) => !isWhole(sizes)),
  ];
}

function wayOf(pass: AttentionPass, { heads, kvHeads, headDim }: HeadShape, tiling: BlockTiling): Way {
  const rows = ROWS[tiling];
  return {
    kernel: specialise(PASSES[pass].definition, {
      HEADS: heads,
      KV_HEADS: kvHeads,
      HEAD: headDim,
      ROWS: rows,
      ROLES: PASSES[pass][tiling],
      SCALE: { f32: 1 / Math.sqrt(headDim) },
    }),
    grid: ({ tokens }) => [heads, ceilDiv(tokens, rows), 1],
  };
}
