import { type BufferRef, slice } from '../../gpu/buffers.ts';
import type { Frame } from '../../gpu/frame.ts';
import { dropoutMaskRef } from '../dropout.ref.ts';
import type { LoraModule } from '../loraModule.ts';
import { f64 } from './opCase.ts';
import { normals } from './randomData.ts';

export interface LoraSize {
  readonly tokens: number;
  readonly rank: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly dropout: number;
}

export const LORA_SIZES = {
  tiny: { tokens: 1, rank: 4, inFeatures: 8, outFeatures: 4, dropout: 0 },
  odd: { tokens: 36, rank: 5, inFeatures: 100, outFeatures: 37, dropout: 0 },
  oddDropped: { tokens: 36, rank: 5, inFeatures: 100, outFeatures: 37, dropout: 0.5 },
  rank16: { tokens: 3, rank: 16, inFeatures: 64, outFeatures: 96, dropout: 0.1 },
  rank72: { tokens: 9, rank: 72, inFeatures: 20, outFeatures: 24, dropout: 0.1 },
  real: { tokens: 130, rank: 8, inFeatures: 576, outFeatures: 192, dropout: 0 },
  realDropped: { tokens: 130, rank: 8, inFeatures: 576, outFeatures: 192, dropout: 0.1 },
} satisfies Record<string, LoraSize>;

export const LORA_SCALING = 1.75;
const STREAM = 8 * 3 + 2;
const FRAME = { rows: 0, seed: 42, step: 7, microStep: 3 };
/** Where A and B begin in the flat buffers of adapters, in f32. */
export const BEGIN_A = 64;

export function beginB({ rank, inFeatures }: LoraSize): number {
  return BEGIN_A + Math.ceil((rank * inFeatures) / 64) * 64 + 128;
}

function flatCount(size: LoraSize): number {
  return beginB(size) + Math.ceil((size.outFeatures * size.rank) / 64) * 64 + 64;
}

export function loraModuleOf(size: LoraSize, parameters: BufferRef, grads: BufferRef): LoraModule {
  const part = (buffer: BufferRef, begin: number, width: number) => slice(buffer, begin, width * size.rank);
  return {
    ...size,
    scaling: LORA_SCALING,
    stream: STREAM,
    a: part(parameters, BEGIN_A, size.inFeatures),
    b: part(parameters, beginB(size), size.outFeatures),
    gradA: part(grads, BEGIN_A, size.inFeatures),
    gradB: part(grads, beginB(size), size.outFeatures),
  };
}

/** Random values, and the mask that dropout has under the frame. */
export function loraInputs(size: LoraSize) {
  const { tokens, rank, inFeatures, outFeatures, dropout } = size;
  const frame: Frame = { ...FRAME, tokens };
  const x = normals(tokens * inFeatures, 1);
  const a = normals(rank * inFeatures, 2, 1 / Math.sqrt(inFeatures));
  const b = normals(outFeatures * rank, 3);
  const parameters = normals(flatCount(size), 4);
  parameters.set(a, BEGIN_A);
  parameters.set(b, beginB(size));
  const key = { seed: FRAME.seed, step: FRAME.step, microStep: FRAME.microStep, stream: STREAM };
  const mask = dropoutMaskRef(key, dropout, tokens * inFeatures);
  const values = { x: f64(x), a: f64(a), b: f64(b), mask };
  const shape = { rank, inFeatures, outFeatures, scaling: LORA_SCALING };
  return { frame, x, parameters, values, shape };
}
