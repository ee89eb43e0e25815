import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import outerPartsSource from '../../../shaders/lib/outerParts.wgsl?raw';
import outerSource from '../../../shaders/lora/outer.wgsl?raw';
import sumOuterSource from '../../../shaders/lora/sumOuter.wgsl?raw';
import type { Bindable, BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, linearGrid, type Plan } from '../gpu/plan.ts';
import { project } from './lora.ts';
import { dropoutConstants, groupArgs, groupsOf, type LoraModule, planesOf, rangeOf } from './loraModule.ts';

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
    project(plan, group, { from: group.map(({ dy }) => dy), part: 'b', dropout: 0 });
    outer(plan, group, b);
  }
  return parts;
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
