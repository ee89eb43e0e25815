import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import reduceSource from '../../../shaders/lib/reduce.wgsl?raw';
import sumEightSource from '../../../shaders/lib/sumEight.wgsl?raw';
import projectSource from '../../../shaders/norm/rmsNormProject.wgsl?raw';
import type { BufferSlice } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { fold, type Plan } from '../gpu/plan.ts';
import { TOKENS } from './domain.ts';
import { loraInputs } from './lora.ts';
import { dropoutConstants, groupArgs, groupsOf, type LoraModule, planesOf, rangeOf } from './loraModule.ts';
import { lanesFor, type NormBuffers, rmsNormForward } from './rmsNorm.ts';

const NORM_PROJECT: KernelDefinition = {
  name: 'rmsNormProject',
  source: projectSource,
  libs: [mixSource, dropoutSource, reduceSource, sumEightSource],
  access: ['read', 'read', 'read', 'write', 'write', 'write'],
};

/**
 * The norm of every token (rmsNormForward), and u = drop(y) A^T of the adapters that read it (loraInputs); in one dispatch where the adapters are alike.
 * Without adapters it is the norm alone. Answers with the u of each, [T, rank].
 */
export function normInputs(
  plan: Plan,
  shape: { readonly width: number; readonly eps: number; readonly fromRows?: number },
  modules: readonly LoraModule[],
  b: NormBuffers & { readonly tokens: number },
): BufferSlice[] {
  const { width, eps } = shape;
  const [first] = modules;
  if (first === undefined || groupsOf(modules.map((module) => ({ module }))).length > 1 || width % 4 !== 0) {
    rmsNormForward(plan, { domain: TOKENS, ...shape }, b);
    return loraInputs(plan, modules, { x: b.y, tokens: b.tokens });
  }
  const parts = planesOf(plan, 'lora.u', modules, b.tokens);
  const planes = rangeOf(parts);
  const matrices = rangeOf(modules.map((m) => m.a));
  const [AT = 0, AT_1 = 0, AT_2 = 0] = matrices.at;
  const { rank, dropout } = first;
  plan.dispatch({
    kernel: specialise(NORM_PROJECT, {
      ...dropoutConstants(dropout),
      ...{ WIDTH: width, RANK: rank, MODULES: modules.length, AT, AT_1, AT_2 },
      ...{ LANES: plan.lanes(lanesFor(width)), EPS: { f32: eps } },
    }),
    buffers: [b.x, b.w, matrices.range, b.y, b.rstd, planes.range],
    args: groupArgs(modules, planes.at[1] ?? 0),
    grid: ({ tokens }) => fold(tokens),
    flops: ({ tokens }) => 2 * tokens * modules.length * width * rank,
  });
  return parts;
}
