import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import sumEightSource from '../../../shaders/lib/sumEight.wgsl?raw';
import expandSource from '../../../shaders/lora/expand.wgsl?raw';
import projectSource from '../../../shaders/lora/project.wgsl?raw';
import type { Bindable, BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { fold, linearGrid, type Plan } from '../gpu/plan.ts';
import { dropoutConstants, groupArgs, groupsOf, type LoraModule, planesOf, rangeOf } from './loraModule.ts';

const PROJECT: KernelDefinition = {
  name: 'loraProject',
  source: projectSource,
  libs: [mixSource, dropoutSource, sumEightSource],
  access: ['read', 'read', 'write'],
};
const EXPAND: KernelDefinition = {
  name: 'loraExpand',
  source: expandSource,
  libs: [mixSource, dropoutSource, linearSource],
  access: ['read', 'read', 'write'],
};

/**
 * u = drop(x) A^T of the modules that read the same x, each under a mask of its own; in one dispatch where they are alike. `tokens`: T at capacity. Answers with
 * the u of each, [T, rank], which the backward pass needs again.
 */
export function loraInputs(
  plan: Plan,
  modules: readonly LoraModule[],
  b: { readonly x: BufferRef; readonly tokens: number },
): BufferSlice[] {
  const parts = planesOf(plan, 'lora.u', modules, b.tokens);
  for (const group of groupsOf(modules.map((module, i) => ({ module, to: parts[i] as BufferSlice })))) {
    project(plan, group, b.x);
  }
  return parts;
}

/** y += scaling u B^T. u [T, rank], y [T, out] in place. */
export function loraOutput(plan: Plan, m: LoraModule, b: { u: Bindable; y: Bindable }): void {
  expand(plan, m, { from: b.u, width: m.outFeatures, part: 'b', dropout: 0, to: b.y });
}

/** dx += scaling (v A) * mask, the mask generated again from the same counter. v [T, rank], dx [T, in] in place. */
export function loraInputGradient(plan: Plan, m: LoraModule, b: { v: Bindable; dx: Bindable }): void {
  expand(plan, m, { from: b.v, width: m.inFeatures, part: 'a', dropout: m.dropout, to: b.dx });
}

/** A group's products with its A, x [T, in] A^T. `to`: planes of one buffer, evenly spaced. */
function project(
  plan: Plan,
  group: readonly { readonly module: LoraModule; readonly to: BufferSlice }[],
  x: Bindable,
): void {
  const modules = group.map(({ module }) => module);
  const [{ rank, inFeatures, dropout }] = modules as [LoraModule];
  const matrices = rangeOf(modules.map((m) => m.a));
  const planes = rangeOf(group.map(({ to }) => to));
  const [AT = 0, AT_1 = 0, AT_2 = 0] = matrices.at;
  plan.dispatch({
    kernel: specialise(PROJECT, {
      ...dropoutConstants(dropout),
      ...{ RANK: rank, WIDTH: inFeatures, LANES: plan.lanes(64), MODULES: modules.length, AT, AT_1, AT_2 },
    }),
    buffers: [x, matrices.range, planes.range],
    args: groupArgs(modules, planes.at[1] ?? 0),
    grid: ({ tokens }) => fold(tokens * modules.length),
    flops: ({ tokens }) => 2 * tokens * inFeatures * rank * modules.length,
  });
}

interface Expansion {
  readonly from: Bindable;
  readonly width: number;
  readonly part: 'a' | 'b';
  readonly dropout: number;
  readonly to: Bindable;
}

function expand(plan: Plan, m: LoraModule, { from, width, part, dropout, to }: Expansion): void {
  plan.dispatch({
    kernel: specialise(EXPAND, {
      ...dropoutConstants(dropout),
      ...{ WIDTH: width, RANK: m.rank, TRANSPOSED: part === 'b', SCALING: { f32: m.scaling } },
    }),
    buffers: [from, m[part], to],
    args: [m.stream],
    grid: ({ tokens }) => linearGrid(tokens * width),
    flops: ({ tokens }) => 2 * tokens * width * m.rank,
  });
}
