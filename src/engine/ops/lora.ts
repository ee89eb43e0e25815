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
  access: ['read', 'read', 'write', 'read', 'read'],
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
    const { dropout } = (group[0] as (typeof group)[number]).module;
    project(plan, group, { from: [b.x], part: 'a', dropout });
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

/**
 * A group's products with its A (to the ranks: x [T, in] A^T) or its B (gradients: dy [T, out] B) in one dispatch. `from`: one input for all, or one for each
 * module; `to`: planes of one buffer, evenly spaced.
 */
export function project(
  plan: Plan,
  group: readonly { readonly module: LoraModule; readonly to: BufferSlice }[],
  p: { readonly from: readonly Bindable[]; readonly part: 'a' | 'b'; readonly dropout: number },
): void {
  const modules = group.map(({ module }) => module);
  const [first] = modules as [LoraModule];
  const widths = modules.map((m) => (p.part === 'a' ? m.inFeatures : m.outFeatures));
  const [width = 0, width1 = width, width2 = width] = widths;
  const matrices = rangeOf(modules.map((m) => m[p.part]));
  const planes = rangeOf(group.map(({ to }) => to));
  const [x, x1 = x, x2 = x] = p.from as [Bindable];
  const [at = 0, at1 = 0, at2 = 0] = matrices.at;
  plan.dispatch({
    kernel: specialise(PROJECT, {
      ...dropoutConstants(p.dropout),
      ...{ RANK: first.rank, TRANSPOSED: p.part === 'a', LANES: plan.lanes(64) },
      ...{ MODULES: modules.length, INPUTS: p.from.length, AT: at, AT_1: at1, AT_2: at2 },
      ...{ WIDTH: width, WIDTH_1: width1, WIDTH_2: width2 },
    }),
    buffers: [x, matrices.range, planes.range, x1, x2],
    args: groupArgs(modules, planes.at[1] ?? 0),
    grid: ({ tokens }) => fold(tokens * modules.length),
    flops: ({ tokens }) => 2 * tokens * widths.reduce((sum, n) => sum + n, 0) * first.rank,
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
