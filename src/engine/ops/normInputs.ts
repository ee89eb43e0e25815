import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import reduceSource from '../../../shaders/lib/reduce.wgsl?raw';
import projectSource from '../../../shaders/norm/rmsNormProject.wgsl?raw';
import type { BufferSlice } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { fold, type Plan } from '../gpu/plan.ts';
import { TOKENS } from './domain.ts';
import { areTogether, type LoraModule, loraInputs, planesOf, togetherOf } from './lora.ts';
import { lanesFor, type NormBuffers, rmsNormForward } from './rmsNorm.ts';

const NORM_PROJECT: KernelDefinition = {
  name: 'rmsNormProject',
  source: projectSource,
  libs: [mixSource, dropoutSource, reduceSource],
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
  if (!areTogether(modules) || width % 4 !== 0) {
    rmsNormForward(plan, { domain: TOKENS, ...shape }, b);
    return loraInputs(plan, modules, { x: b.y, tokens: b.tokens });
  }
  const { u, plane, parts } = planesOf(plan, modules, b.tokens);
  const { matrices, constants, streams } = togetherOf(modules);
  const { rank } = modules[0] as LoraModule;
  plan.dispatch({
    kernel: specialise(NORM_PROJECT, { ...constants, LANES: plan.lanes(lanesFor(width)), EPS: { f32: eps } }),
    buffers: [b.x, b.w, matrices, b.y, b.rstd, u],
    args: [...streams, plane],
    grid: ({ tokens }) => fold(tokens),
    flops: ({ tokens }) => 2 * tokens * modules.length * width * rank,
  });
  return parts;
}
