import keySource from '../../../shaders/attention/attentionBackwardKey.wgsl?raw';
import querySource from '../../../shaders/attention/attentionBackwardQuery.wgsl?raw';
import valueSource from '../../../shaders/attention/attentionBackwardValue.wgsl?raw';
import deltaSource from '../../../shaders/attention/attentionDelta.wgsl?raw';
import forwardSource from '../../../shaders/attention/attentionForward.wgsl?raw';
import sumHeadsSource from '../../../shaders/attention/sumHeads.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import sharesSource from '../../../shaders/lib/shares.wgsl?raw';
import type { Bindable, BufferRef } from '../gpu/buffers.ts';
import type { Sizes } from '../gpu/frame.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, type Grid, linearGrid, type Plan } from '../gpu/plan.ts';
import { blockWays } from './attentionBlock.ts';
import { matrixDelta, matrixWay } from './attentionMatrix.ts';
import { type AttentionPass, takesMatrices, takesTiles, type Way } from './attentionWay.ts';

const FORWARD: KernelDefinition = {
  name: 'attentionForward',
  source: forwardSource,
  libs: [sharesSource],
  access: ['read', 'read', 'read', 'read', 'read', 'write', 'write'],
};
const DELTA: KernelDefinition = {
  name: 'attentionDelta',
  source: deltaSource,
  libs: [linearSource],
  access: ['read', 'read', 'write'],
};
const QUERY: KernelDefinition = {
  name: 'attentionBackwardQuery',
  source: querySource,
  libs: [sharesSource],
  access: ['read', 'read', 'read', 'read', 'read', 'read', 'read', 'write'],
};
const KEY: KernelDefinition = { ...QUERY, name: 'attentionBackwardKey', source: keySource };
const VALUE: KernelDefinition = {
  name: 'attentionBackwardValue',
  source: valueSource,
  libs: [sharesSource],
  access: ['read', 'read', 'read', 'read', 'read', 'write'],
};

const SUM_HEADS: KernelDefinition = {
  name: 'sumHeads',
  source: sumHeadsSource,
  libs: [linearSource],
  access: ['read', 'write', 'write'],
};

/**
 * `rows`: every row is walked on its own, for software adapters and heads that are not of 32, 64 or 128. `block`: tiles of 64 or 32 rows (attentionBlock.ts), as the
 * tokens ask, of 32 for heads of 128; `block64`, `block32`: these alone. `matrix`: subgroup matrices, operands rounded to f16 (attentionMatrix.ts).
 */
export const ATTENTION_VARIANTS = ['rows', 'block', 'block64', 'block32', 'matrix'] as const;
export type AttentionVariant = (typeof ATTENTION_VARIANTS)[number];

/** H query heads share G kv heads: kv head of query head h = floor(h / (H / G)). */
export interface AttentionShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Default: what the plan's adapter is known to be quick with. */
  readonly variant?: AttentionVariant | undefined;
}

/**
 * Invocations that share a row: enough for 64 of them per token over all heads, at most 16; 1 where a plan is narrow (software adapters).
 * H200, 2 x 512 tokens, heads of 64, one invocation per row against this: 6 heads forward 584 to 201 us, 2 kv heads dK 2,602 to 179 us, 32 heads forward
 * 838 to 751 us: with many heads the GPU is full without it. It depends on the model alone, so that the bits do not change with the capacity.
 */
function splitOf(plan: Plan, heads: number): number {
  const wanted = 2 ** Math.max(0, Math.floor(Math.log2(64 / heads)));
  return Math.min(plan.lanes(256) / 16, wanted);
}

/** Rows (queries or keys) per workgroup: 256 invocations in all, or 64 where a row has one. */
function rowsPerGroup(split: number): number {
  return split === 1 ? 64 : 256 / split;
}

/** Which kernels serve a shape on the plan's adapter. */
function variantOf(plan: Plan, shape: AttentionShape): AttentionVariant {
  if (!takesTiles(shape)) return 'rows';
  if (shape.variant === 'matrix' && !takesMatrices(shape)) return 'block';
  return shape.variant ?? (plan.narrow ? 'rows' : 'block');
}

/** The kernels of a pass in tiles. */
function waysOf(
  pass: AttentionPass,
  shape: AttentionShape,
  variant: Exclude<AttentionVariant, 'rows'>,
): readonly Way[] {
  if (variant === 'matrix') return [matrixWay(pass, shape)];
  return blockWays(pass, shape, variant === 'block' ? undefined : variant);
}

function cachedConstants({ heads, kvHeads, headDim }: AttentionShape) {
  return { HEADS: heads, KV_HEADS: kvHeads, HEAD: headDim, SCALE: { f32: 1 / Math.sqrt(headDim) } };
}

/** One workgroup row per head. */
function gridOf(plan: Plan, heads: number) {
  return ({ tokens }: { tokens: number }): Grid => [ceilDiv(tokens, rowsPerGroup(splitOf(plan, heads))), heads, 1];
}

function constantsOf(plan: Plan, { heads, kvHeads, headDim }: AttentionShape, rowHeads: number) {
  const split = splitOf(plan, rowHeads);
  return {
    HEADS: heads,
    KV_HEADS: kvHeads,
    HEAD: headDim,
    SPLIT: split,
    ROWS: rowsPerGroup(split),
    SCALE: { f32: 1 / Math.sqrt(headDim) },
  };
}

/** At most half of T x T pairs (one document; several have fewer), `perPair` operations each. */
function pairFlops(shape: AttentionShape, perPair: number) {
  return ({ tokens }: { tokens: number }) => (tokens * tokens * shape.heads * shape.headDim * perPair) / 2;
}

/** None where the tokens let another kernel run. */
function flopsOf({ grid }: Way, shape: AttentionShape, perPair: number) {
  const flops = pairFlops(shape, perPair);
  return (sizes: Sizes) => (grid(sizes).includes(0) ? 0 : flops(sizes));
}

/**
 * o_i = sum_j P_ij v_j, P = softmax over the keys j <= i of i's document, lse_i = log sum exp of the scaled scores.
 * q, o [T, H Dh]; k, v [T, G Dh]; segmentStart [T] u32; lse [T, H]. No T x T matrix exists.
 */
export function attentionForward(
  plan: Plan,
  shape: AttentionShape,
  b: { q: Bindable; k: Bindable; v: Bindable; segmentStart: BufferRef; o: BufferRef; lse: BufferRef },
): void {
  const variant = variantOf(plan, shape);
  const ways =
    variant === 'rows'
      ? [
          {
            kernel: specialise(FORWARD, { ...constantsOf(plan, shape, shape.heads), CACHED: false }),
            grid: gridOf(plan, shape.heads),
          },
        ]
      : waysOf('forward', shape, variant);
  for (const way of ways) {
    plan.dispatch({
      ...way,
      buffers: [b.q, b.k, b.v, b.segmentStart, b.segmentStart, b.o, b.lse],
      flops: flopsOf(way, shape, 4),
    });
  }
}

/** Invocations that share a query of the cache: there are few queries, and each walks all keys of its sequence. */
const CACHED_SPLIT = 32;

/** The same against a cache: token t sees its rows segmentStart[t] .. segmentEnd[t]. keys, values [rows, G Dh]. */
export function attentionCached(
  plan: Plan,
  shape: AttentionShape,
  b: {
    q: Bindable;
    keys: BufferRef;
    values: BufferRef;
    segmentStart: BufferRef;
    segmentEnd: BufferRef;
    o: BufferRef;
    lse: BufferRef;
  },
): void {
  const split = plan.narrow ? 1 : CACHED_SPLIT;
  const rows = rowsPerGroup(split);
  plan.dispatch({
    kernel: specialise(FORWARD, { ...cachedConstants(shape), SPLIT: split, ROWS: rows, CACHED: true }),
    buffers: [b.q, b.keys, b.values, b.segmentStart, b.segmentEnd, b.o, b.lse],
    grid: ({ tokens }) => [ceilDiv(tokens, rows), shape.heads, 1],
    flops: pairFlops(shape, 4),
  });
}

/** What the backward pass reads. */
export interface AttentionSaved {
  readonly q: Bindable;
  readonly k: Bindable;
  readonly v: Bindable;
  readonly o: BufferRef;
  readonly lse: BufferRef;
  readonly segmentStart: BufferRef;
  readonly segmentEnd: BufferRef;
}

/** D = rowsum(dO * O) [T, H], which dQ and dK subtract. */
export function attentionDelta(
  plan: Plan,
  shape: AttentionShape,
  b: { o: BufferRef; dO: BufferRef; delta: BufferRef },
): void {
  const way: Way =
    variantOf(plan, shape) === 'matrix'
      ? matrixDelta(shape)
      : {
          kernel: specialise(DELTA, { HEADS: shape.heads, HEAD: shape.headDim }),
          grid: ({ tokens }) => linearGrid(tokens * shape.heads),
        };
  plan.dispatch({ ...way, buffers: [b.o, b.dO, b.delta] });
}

/** dQ_i = c sum_j dS_ij k_j with dS = P (dO V^T - D), c = Dh^(-1/2). */
export function attentionBackwardQuery(
  plan: Plan,
  shape: AttentionShape,
  saved: AttentionSaved,
  b: { dO: BufferRef; delta: BufferRef; dq: Bindable },
): void {
  const variant = variantOf(plan, shape);
  const ways =
    variant === 'rows'
      ? [{ kernel: specialise(QUERY, constantsOf(plan, shape, shape.heads)), grid: gridOf(plan, shape.heads) }]
      : waysOf('query', shape, variant);
  for (const way of ways) {
    plan.dispatch({
      ...way,
      buffers: [saved.q, saved.k, saved.v, saved.segmentStart, saved.lse, b.delta, b.dO, b.dq],
      flops: flopsOf(way, shape, 6),
    });
  }
}

/**
 * dK_j = c sum_i dS_ij q_i and dV_j = sum_i P_ij dO_i, summed over the query heads of the kv head. `tokens`: T at capacity. Without `dk` only dV is
 * sure to be computed.
 */
export function attentionBackwardKeyValue(
  plan: Plan,
  shape: AttentionShape,
  saved: AttentionSaved,
  b: { dO: BufferRef; delta: BufferRef; dk: Bindable | null; dv: Bindable; tokens: number },
): void {
  const variant = variantOf(plan, shape);
  if (variant === 'rows') {
    if (b.dk) backwardKey(plan, shape, saved, { dO: b.dO, delta: b.delta, dk: b.dk });
    backwardValue(plan, shape, saved, b);
    return;
  }
  const { heads, kvHeads, headDim } = shape;
  const parts = plan.transient('attention.parts', b.tokens * heads * 2 * headDim);
  const dk = b.dk ?? plan.transient('attention.dk', b.tokens * kvHeads * headDim);
  const { q, k, v, segmentEnd, lse } = saved;
  for (const way of waysOf('keyValue', shape, variant)) {
    plan.dispatch({
      ...way,
      buffers: [q, k, v, segmentEnd, lse, b.delta, b.dO, parts],
      flops: flopsOf(way, shape, 8),
    });
  }
  plan.dispatch({
    kernel: specialise(SUM_HEADS, { HEADS: heads, KV_HEADS: kvHeads, HEAD: headDim }),
    buffers: [parts, dk, b.dv],
    grid: ({ tokens }) => linearGrid((tokens * kvHeads * headDim) / 4),
  });
}

/** dK_j = c sum_i dS_ij q_i, summed over the query heads of the kv head inside the kernel. */
function backwardKey(
  plan: Plan,
  shape: AttentionShape,
  saved: AttentionSaved,
  b: { dO: BufferRef; delta: BufferRef; dk: Bindable },
): void {
  plan.dispatch({
    kernel: specialise(KEY, constantsOf(plan, shape, shape.kvHeads)),
    buffers: [saved.q, saved.k, saved.v, saved.segmentEnd, saved.lse, b.delta, b.dO, b.dk],
    grid: gridOf(plan, shape.kvHeads),
    flops: pairFlops(shape, 6),
  });
}

/** dV_j = sum_i P_ij dO_i, summed over the query heads of the kv head inside the kernel. */
function backwardValue(
  plan: Plan,
  shape: AttentionShape,
  saved: AttentionSaved,
  b: { dO: BufferRef; dv: Bindable },
): void {
  plan.dispatch({
    kernel: specialise(VALUE, constantsOf(plan, shape, shape.kvHeads)),
    buffers: [saved.q, saved.k, saved.segmentEnd, saved.lse, b.dO, b.dv],
    grid: gridOf(plan, shape.kvHeads),
    flops: pairFlops(shape, 4),
  });
}
