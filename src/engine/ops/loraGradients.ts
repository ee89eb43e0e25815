import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import outerPartsSource from '../../../shaders/lib/outerParts.wgsl?raw';
import outerSource from '../../../shaders/lora/outer.wgsl?raw';
import projectGradientSource from '../../../shaders/lora/projectGradient.wgsl?raw';
import sumOuterSource from '../../../shaders/lora/sumOuter.wgsl?raw';
import type { Bindable, BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, linearGrid, type Plan } from '../gpu/plan.ts';
import { laneOf, withLanes } from './lanes.ts';
import { dropoutConstants, groupArgs, groupsOf, type LoraModule, planesOf, rangeOf } from './loraModule.ts';

const PROJECT_GRADIENT: KernelDefinition = {
  name: 'loraProjectGradient',
  source: projectGradientSource,
  libs: [],
  access: ['read', 'read', 'write', 'read', 'read'],
};
const OUTER: KernelDefinition = {
  name: 'loraOuter',
  source: outerSource,
  libs: [mixSource, dropoutSource, outerPartsSource],
  access: ['read', 'read', 'read', 'read', 'write', 'read', 'read'],
};
const SUM_OUTER: KernelDefinition = {
  name: 'loraSumOuter',
  source: sumOuterSource,
  libs: [linearSource, outerPartsSource],
  access: ['read', 'write'],
};

/**
 * Ranks up to which 256 invocations take 4 tokens rather than 128 take 8 for one reading of B. On an H100, 1,024 tokens: 8 tokens took 1.5 times as long at rank 32
 * (OUT 576 and 192) and 2.8 times at rank 16 (OUT 8,192 twice). At rank 64 (OUT 2,048 and 512) they take 134 us for both adapters, one rank per invocation 392, and it
 * was 800 where every token read all of B.
 */
const MOST_RANK_OF_FOUR = 32;

/** What the gradients of a module come from: dy [T, out], and u [T, rank] of the forward pass (loraInputs). */
export interface LoraGradient {
  readonly module: LoraModule;
  readonly dy: Bindable;
  readonly u: BufferSlice;
}

/**
 * Of the modules that read the same x, with v = dy B: dB += scaling dy^T u, dA += scaling v^T drop(x); three dispatches for all where they are alike. The mask is
 * generated again from the same counter. x [T, in]; `tokens`: T at capacity. Answers with the v of each, [T, rank].
 */
export function loraGradients(
  plan: Plan,
  gradients: readonly LoraGradient[],
  b: { readonly x: BufferRef; readonly tokens: number },
): BufferSlice[] {
  const modules = gradients.map(({ module }) => module);
  const parts = planesOf(plan, 'lora.v', modules, b.tokens);
  for (const group of groupsOf(gradients.map((gradient, i) => ({ ...gradient, to: parts[i] as BufferSlice })))) {
    projectGradient(plan, group);
    outer(plan, group, b);
  }
  return parts;
}

/** v = dy B of a group. */
function projectGradient(plan: Plan, group: readonly (LoraGradient & { readonly to: BufferSlice })[]): void {
  const modules = group.map(({ module }) => module);
  const [{ rank }] = modules as [LoraModule];
  const matrices = rangeOf(modules.map((m) => m.b));
  const planes = rangeOf(group.map(({ to }) => to));
  const [dy, dy1 = dy, dy2 = dy] = group.map((gradient) => gradient.dy) as [Bindable];
  const [WIDTH = 0, WIDTH_1 = 0, WIDTH_2 = 0] = modules.map((m) => m.outFeatures);
  const [AT = 0, AT_1 = 0, AT_2 = 0] = matrices.at;
  const many = rank > MOST_RANK_OF_FOUR;
  const LANES = plan.lanes(many ? 128 : 256);
  const lanes = rank / laneOf(rank);
  const COLUMNS = Math.min(2 ** Math.ceil(Math.log2(lanes)), LANES);
  const TOKENS = many ? 8 : 4;
  plan.dispatch({
    kernel: specialise(withLanes(PROJECT_GRADIENT, rank), {
      ...{ RANK: rank, COLUMNS, TOKENS, LANES, AT, AT_1, AT_2, WIDTH, WIDTH_1, WIDTH_2 },
    }),
    buffers: [dy, matrices.range, planes.range, dy1, dy2],
    args: [0, 0, 0, planes.at[1] ?? 0],
    grid: ({ tokens }) => [ceilDiv(tokens, TOKENS), ceilDiv(lanes, COLUMNS), modules.length],
    flops: ({ tokens }) => 2 * tokens * (WIDTH + WIDTH_1 + WIDTH_2) * rank,
  });
}

/** Tokens whose outer products one workgroup sums: 36 workgroups took 66 us on an H100 for 2,048 tokens of 576, with 16 chunks there are 576. */
const OUTER_CHUNK = 128;

function outer(
  plan: Plan,
  group: readonly (LoraGradient & { readonly to: BufferSlice })[],
  b: { readonly x: BufferRef; readonly tokens: number },
): void {
  const modules = group.map(({ module }) => module);
  const [{ rank, inFeatures: IN, dropout, scaling }] = modules as [LoraModule];
  const [OUT = 0, OUT_1 = 0, OUT_2 = 0] = modules.map((m) => m.outFeatures);
  const sizes = { OUT, OUT_1, OUT_2, IN, RANK: rank, MODULES: modules.length, CHUNK: OUTER_CHUNK };
  const each = rank * (OUT + OUT_1 + OUT_2 + modules.length * IN);
  const parts = plan.transient('lora.parts', ceilDiv(b.tokens, OUTER_CHUNK) * each);
  const u = rangeOf(group.map((gradient) => gradient.u));
  const v = rangeOf(group.map(({ to }) => to));
  const [dy, dy1 = dy, dy2 = dy] = group.map((gradient) => gradient.dy) as [Bindable];
  const columns = modules.reduce((sum, m) => sum + ceilDiv(m.outFeatures, 16) + ceilDiv(IN, 16), 0);
  plan.dispatch({
    kernel: specialise(OUTER, { ...dropoutConstants(dropout), ...sizes, SHARES: plan.lanes(256) / 16 }),
    buffers: [dy, u.range, b.x, v.range, parts, dy1, dy2],
    args: groupArgs(modules, v.at[1] ?? 0),
    grid: ({ tokens }) => [columns, ceilDiv(rank, 8), ceilDiv(tokens, OUTER_CHUNK)],
    flops: ({ tokens }) => 2 * tokens * each,
  });
  const grads = rangeOf(modules.flatMap((m) => [m.gradA, m.gradB]));
  const [A_0 = 0, B_0 = 0, A_1 = 0, B_1 = 0, A_2 = 0, B_2 = 0] = grads.at;
  plan.dispatch({
    kernel: specialise(SUM_OUTER, { ...sizes, A_0, B_0, A_1, B_1, A_2, B_2, SCALING: { f32: scaling } }),
    buffers: [parts, grads.range],
    grid: ({ tokens }) => linearGrid(tokens === 0 ? 0 : each),
  });
}
