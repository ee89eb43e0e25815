import bf16Source from '../../../shaders/lib/weightBf16.wgsl?raw';
import f16Source from '../../../shaders/lib/weightF16.wgsl?raw';
import f32Source from '../../../shaders/lib/weightF32.wgsl?raw';
import nf4Source from '../../../shaders/lib/weightNf4.wgsl?raw';
import nf4LutSource from '../../../shaders/lib/weightNf4Lut.wgsl?raw';
import type { Bindable, BufferRef } from '../gpu/buffers.ts';

export type DenseDtype = 'f32' | 'f16' | 'bf16';

/**
 * A frozen matrix [outFeatures, inFeatures] on the GPU, row-major; inFeatures is a multiple of 4. Its buffers may be ranges of those of a matrix whose rows
 * begin with others (model/stackWeights.ts).
 */
export type Weight =
  | {
      readonly kind: 'nf4';
      readonly outFeatures: number;
      readonly inFeatures: number;
      readonly codes: Bindable;
      readonly absmax: Bindable;
      readonly levels: BufferRef;
    }
  | {
      readonly kind: 'dense';
      readonly dtype: DenseDtype;
      readonly outFeatures: number;
      readonly inFeatures: number;
      readonly data: Bindable;
    };

/** WGSL that defines weight4(row, col4); `table` keeps the NF4 levels in workgroup memory. */
export function weightLibrary(weight: Weight, table: boolean): string {
  if (weight.kind === 'nf4') return table ? nf4LutSource : nf4Source;
  return { f32: f32Source, f16: f16Source, bf16: bf16Source }[weight.dtype];
}

/** The buffers of bindings 3, 4, 5; a dense weight fills the two that it does not use with itself. */
export function weightBuffers(weight: Weight): readonly [Bindable, Bindable, Bindable] {
  return weight.kind === 'nf4' ? [weight.codes, weight.absmax, weight.levels] : [weight.data, weight.data, weight.data];
}

export function weightName(weight: Weight): string {
  return weight.kind === 'nf4' ? 'nf4' : weight.dtype;
}

export function denseBytes(dtype: DenseDtype): number {
  return dtype === 'f32' ? 4 : 2;
}
