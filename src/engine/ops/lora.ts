import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import expandSource from '../../../shaders/lora/expand.wgsl?raw';
import outerSource from '../../../shaders/lora/outer.wgsl?raw';
import projectSource from '../../../shaders/lora/project.wgsl?raw';
import sumOuterSource from '../../../shaders/lora/sumOuter.wgsl?raw';
import type { BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type KernelConstant, type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, fold, linearGrid, type Plan } from '../gpu/plan.ts';

const PROJECT: KernelDefinition = {
  name: 'loraProject',
  source: projectSource,
  libs: [mixSource, dropoutSource],
  access: ['read', 'read', 'write'],
};
const EXPAND: KernelDefinition = {
  name: 'loraExpand',
  source: expandSource,
  libs: [mixSource, dropoutSource, linearSource],
  access: ['read', 'read', 'write'],
};
const OUTER: KernelDefinition = {
  name: 'loraOuter',
  source: outerSource,
  libs: [mixSource, dropoutSource],
  access: ['read', 'read', 'write'],
};

const SUM_OUTER: KernelDefinition = {
  name: 'loraSumOuter',
  source: sumOuterSource,
  libs: [linearSource],
  access: ['read', 'write'],
};

/** One adapted linear: W [out, in] + scaling B A with A [rank, in], B [out, rank]. */
export interface LoraModule {
  readonly rank: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly scaling: number;
  /** p; 0 outside training. */
  readonly dropout: number;
  /** layer * 8 + index of the linear: the part of the dropout counter that tells modules apart. */
  readonly stream: number;
  readonly a: BufferSlice;
  readonly b: BufferSlice;
  readonly gradA: BufferSlice;
  readonly gradB: BufferSlice;
}

function dropoutConstants(p: number): Record<string, KernelConstant> {
  return {
    DROPOUT: p > 0,
    DROP_BELOW: Math.min(Math.round(p * 2 ** 32), 2 ** 32 - 1),
    KEEP_SCALE: { f32: 1 / (1 - p) },
  };
}
const NO_DROPOUT = dropoutConstants(0);

/** u = drop(x) A^T, then y += scaling u B^T. x [T, in], u [T, rank], y [T, out] in place; u is needed again by the backward pass. */
export function loraForward(plan: Plan, m: LoraModule, b: { x: BufferRef; u: BufferRef; y: BufferRef }): void {
  loraInput(plan, m, b);
  expand(plan, m, { from: b.u, width: m.outFeatures, matrix: m.b, transposed: true, dropout: 0, to: b.y });
}

/** u = drop(x) A^T alone, for a recompute in which y is not needed. */
export function loraInput(plan: Plan, m: LoraModule, b: { x: BufferRef; u: BufferRef }): void {
  project(plan, m, { from: b.x, width: m.inFeatures, matrix: m.a, transposed: true, dropout: m.dropout, to: b.u });
}

/**
 * With v = dy B: dB += scaling dy^T u, dA += scaling v^T drop(x), and, where `dx` is given, dx += scaling (v A) * mask.
 * The mask is generated again from the same counter. `tokens`: T at capacity. dy [T, out], x [T, in], u, v [T, rank].
 */
export function loraBackward(
  plan: Plan,
  m: LoraModule,
  b: { dy: BufferRef; x: BufferRef; u: BufferRef; v: BufferRef; dx: BufferRef | null; tokens: number },
): void {
  project(plan, m, { from: b.dy, width: m.outFeatures, matrix: m.b, transposed: false, dropout: 0, to: b.v });
  const { tokens } = b;
  outer(plan, m, { x: b.dy, width: m.outFeatures, u: b.u, grad: m.gradB, transposed: true, dropout: 0, tokens });
  outer(plan, m, { x: b.x, width: m.inFeatures, u: b.v, grad: m.gradA, transposed: false, dropout: m.dropout, tokens });
  if (b.dx)
    expand(plan, m, { from: b.v, width: m.inFeatures, matrix: m.a, transposed: false, dropout: m.dropout, to: b.dx });
}

interface Projection {
  readonly from: BufferRef;
  readonly width: number;
  readonly matrix: BufferSlice;
  readonly transposed: boolean;
  readonly dropout: number;
  readonly to: BufferRef;
}

function project(plan: Plan, m: LoraModule, p: Projection): void {
  const dropout = p.dropout > 0 ? dropoutConstants(p.dropout) : NO_DROPOUT;
  plan.dispatch({
    kernel: specialise(PROJECT, {
      ...dropout,
      WIDTH: p.width,
      RANK: m.rank,
      TRANSPOSED: p.transposed,
      LANES: plan.lanes(64),
    }),
    buffers: [p.from, p.matrix, p.to],
    args: [m.stream],
    grid: ({ tokens }) => fold(tokens),
    flops: ({ tokens }) => 2 * tokens * p.width * m.rank,
  });
}

function expand(plan: Plan, m: LoraModule, p: Projection): void {
  const dropout = p.dropout > 0 ? dropoutConstants(p.dropout) : NO_DROPOUT;
  plan.dispatch({
    kernel: specialise(EXPAND, {
      ...dropout,
      WIDTH: p.width,
      RANK: m.rank,
      TRANSPOSED: p.transposed,
      SCALING: { f32: m.scaling },
    }),
    buffers: [p.from, p.matrix, p.to],
    args: [m.stream],
    grid: ({ tokens }) => linearGrid(tokens * p.width),
    flops: ({ tokens }) => 2 * tokens * p.width * m.rank,
  });
}

/** Tokens whose outer products one workgroup sums: 36 workgroups took 66 us on an H100 for 2,048 tokens of 576, with 16 chunks there are 576. */
const OUTER_CHUNK = 128;

interface OuterProduct {
  readonly x: BufferRef;
  readonly width: number;
  readonly u: BufferRef;
  readonly grad: BufferSlice;
  readonly transposed: boolean;
  readonly dropout: number;
  readonly tokens: number;
}

function outer(plan: Plan, m: LoraModule, p: OuterProduct): void {
  const dropout = p.dropout > 0 ? dropoutConstants(p.dropout) : NO_DROPOUT;
  const sizes = { WIDTH: p.width, RANK: m.rank, CHUNK: OUTER_CHUNK };
  const parts = plan.transient('lora.parts', ceilDiv(p.tokens, OUTER_CHUNK) * m.rank * p.width);
  plan.dispatch({
    kernel: specialise(OUTER, { ...dropout, ...sizes, SHARES: plan.lanes(256) / 16 }),
    buffers: [p.x, p.u, parts],
    args: [m.stream],
    grid: ({ tokens }) => [ceilDiv(p.width, 16), ceilDiv(m.rank, 8), ceilDiv(tokens, OUTER_CHUNK)],
    flops: ({ tokens }) => 2 * tokens * p.width * m.rank,
  });
  plan.dispatch({
    kernel: specialise(SUM_OUTER, { ...sizes, TRANSPOSED: p.transposed, SCALING: { f32: m.scaling } }),
    buffers: [parts, p.grad],
    grid: ({ tokens }) => linearGrid(tokens === 0 ? 0 : p.width * m.rank),
  });
}
