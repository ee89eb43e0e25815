import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import dequantiseSource from '../../../shaders/matmul/dequantise.wgsl?raw';
import type { BufferRef } from '../gpu/buffers.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';
import { type Weight, weightBuffers, weightLibrary } from './weight.ts';

/** y[OUT, IN] = level * scale in f32, exactly as bitsandbytes dequantises (spec 1.3). y [OUT, IN]. */
export function dequantise(plan: Plan, weight: Weight & { readonly kind: 'nf4' }, y: BufferRef): void {
  const { outFeatures: OUT, inFeatures: IN } = weight;
  const definition: KernelDefinition = {
    name: 'dequantise',
    source: dequantiseSource,
    libs: [linearSource, weightLibrary(weight, false)],
    access: ['read', 'read', 'read', 'read', 'write'],
  };
  const [codes, absmax, levels] = weightBuffers(weight);
  plan.dispatch({
    kernel: specialise(definition, { OUT, IN }),
    buffers: [codes, codes, absmax, levels, y], // binding 2 is unused: the weight libraries begin at 3
    grid: ({ tokens }) => linearGrid(tokens === 0 ? 0 : (OUT * IN) / 4),
  });
}
