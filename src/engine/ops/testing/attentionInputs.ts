import { attentionDeltaRef, attentionForwardRef } from '../attention.ref.ts';
import type { AttentionShape } from '../attention.ts';
import { f64 } from './opCase.ts';
import { normals } from './randomData.ts';

export interface AttentionSize {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly documents: readonly number[];
  /** Of the queries: 8 makes the scores so large that exp needs the maximum taken off. */
  readonly scale?: number;
}

export const ATTENTION_SIZES = {
  tiny: { heads: 1, kvHeads: 1, headDim: 4, documents: [2] },
  odd: { heads: 6, kvHeads: 2, headDim: 12, documents: [1, 17, 3], scale: 8 },
  groups: { heads: 4, kvHeads: 4, headDim: 32, documents: [40] },
  real: { heads: 9, kvHeads: 3, headDim: 64, documents: [60, 1, 69] },
} satisfies Record<string, AttentionSize>;

/** First key and end of the queries of each token. */
export function segmentsOf(documents: readonly number[]): {
  start: Uint32Array<ArrayBuffer>;
  end: Uint32Array<ArrayBuffer>;
} {
  const start: number[] = [];
  const end: number[] = [];
  for (const length of documents) {
    const begin = start.length;
    for (let i = 0; i < length; i++) {
      start.push(begin);
      end.push(begin + length);
    }
  }
  return { start: Uint32Array.from(start), end: Uint32Array.from(end) };
}

/** Random q, k, v, dO, and what the forward pass saves of them, rounded to f32 as the GPU would hand it on. */
export function attentionInputs({ heads, kvHeads, headDim, documents, scale = 1 }: AttentionSize) {
  const segments = segmentsOf(documents);
  const tokens = segments.start.length;
  const q = normals(tokens * heads * headDim, 1, scale);
  const k = normals(tokens * kvHeads * headDim, 2);
  const v = normals(tokens * kvHeads * headDim, 3);
  const dO = normals(tokens * heads * headDim, 4);
  const shape: AttentionShape = { heads, kvHeads, headDim };
  const saved = () => {
    const { o, lse } = attentionForwardRef(
      shape,
      f64(q),
      f64(k),
      f64(v),
      (i) => segments.start[i],
      (i) => i,
    );
    const delta = attentionDeltaRef(o, f64(dO), headDim);
    return { o: Float32Array.from(o), lse: Float32Array.from(lse), delta: Float32Array.from(delta) };
  };
  return { shape, segments, tokens, q, k, v, dO, saved };
}
