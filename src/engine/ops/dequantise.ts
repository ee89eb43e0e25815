import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import dequantiseSource from '../../../shaders/matmul/dequantise.wgsl?raw';
import type { BufferRef } from '../gpu/buffers.ts';
import type { Sizes } from '../gpu/frame.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';
import { type Weight, weightBuffers, weightLibrary } from './weight.ts';

type Nf4Weight = Weight & { readonly kind: 'nf4' };

/** Whether a submit of these sizes reads the result. */
type Wanted = (sizes: Sizes) => boolean;

/** y[OUT, IN] = level * scale in f32, exactly as bitsandbytes dequantises (spec 1.3). y [OUT, IN]. */
export function dequantise(
  plan: Plan,
  weight: Nf4Weight,
  y: BufferRef,
  wanted: Wanted = ({ tokens }) => tokens > 0,
): void {
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
    grid: (sizes) => linearGrid(wanted(sizes) ? (OUT * IN) / 4 : 0),
  });
}

/** The same matrix in f32, as a transient. */
export function dequantised(plan: Plan, weight: Nf4Weight, wanted?: Wanted): Weight {
  const { outFeatures, inFeatures } = weight;
  const data = plan.transient('dequantised', outFeatures * inFeatures);
  dequantise(plan, weight, data, wanted);
  return { kind: 'dense', dtype: 'f32', outFeatures, inFeatures, data };
}
