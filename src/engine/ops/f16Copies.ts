import domainSource from '../../../shaders/lib/domain.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import nf4LutSource from '../../../shaders/lib/weightNf4Lut.wgsl?raw';
import dequantiseSource from '../../../shaders/matmul/dequantiseF16.wgsl?raw';
import roundRowsSource from '../../../shaders/matmul/roundRows.wgsl?raw';
import { asSlice, type Bindable, type BufferRef } from '../gpu/buffers.ts';
import type { Sizes } from '../gpu/frame.ts';
import { type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, fold, linearGrid, type Plan } from '../gpu/plan.ts';
import { type Domain, domainConstants } from './domain.ts';
import { type Weight, weightBuffers } from './weight.ts';

/** Copies in f16 of what a product on subgroup matrices multiplies, made once so that no tile has to decode and round it again. The numbers are the same. */

const DEQUANTISE: KernelDefinition = {
  name: 'dequantiseF16',
  source: dequantiseSource,
  libs: [nf4LutSource],
  access: ['read', 'read', 'read', 'read', 'write'],
  directives: ['enable f16;'],
};

const ROUND_ROWS: KernelDefinition = {
  name: 'roundRows',
  source: roundRowsSource,
  libs: [domainSource, linearSource],
  access: ['read', 'write'],
  directives: ['enable f16;'],
};

/** Chunks of eight weights that a workgroup decodes. */
const DECODED_CHUNKS = 1024;

/** A transient [OUT, IN] of level * scale, rounded to f16; IN is a multiple of 8. `wanted`: whether a submit of these sizes reads it. */
export function dequantiseF16(
  plan: Plan,
  weight: Weight & { readonly kind: 'nf4' },
  wanted: (sizes: Sizes) => boolean,
): Weight {
  const { outFeatures, inFeatures } = weight;
  const count = outFeatures * inFeatures;
  const data = plan.transient('weights in f16', count / 2);
  const [codes, absmax, levels] = weightBuffers(weight);
  plan.dispatch({
    kernel: specialise(DEQUANTISE, { OUT: outFeatures, IN: inFeatures }),
    buffers: [codes, codes, absmax, levels, data], // binding 2 is unused: the weight libraries begin at 3
    grid: (sizes) => fold(wanted(sizes) ? ceilDiv(count / 8, DECODED_CHUNKS) : 0),
  });
  return { kind: 'dense', dtype: 'f16', outFeatures, inFeatures, data };
}

/**
 * A transient [M, width] of x rounded to f16; its rows are filled up with zeros to a multiple of 8. `stride`: f32 per row of x; `args`: those of the product
 * (domain, and the first column read). `rowsOf`: the rows that a submit of these sizes reads.
 */
export function roundRows(
  plan: Plan,
  domain: Domain,
  b: { readonly x: Bindable; readonly stride: number; readonly width: number; readonly args: readonly number[] },
  rowsOf: (sizes: Sizes) => number,
): BufferRef {
  const chunks = ceilDiv(b.width, 8);
  const most = Math.ceil(asSlice(b.x).sizeBytes / 4 / b.stride);
  const y = plan.transient('rows in f16', most * chunks * 4);
  plan.dispatch({
    kernel: specialise(ROUND_ROWS, { ...domainConstants(domain), X_STRIDE: b.stride, K: b.width }),
    buffers: [b.x, y],
    args: b.args,
    grid: (sizes) => linearGrid(rowsOf(sizes) * chunks),
  });
  return y;
}
