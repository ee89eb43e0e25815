import { slice } from '../../gpu/buffers.ts';
import { attentionForwardRef } from '../attention.ref.ts';
import { attentionDecode } from '../attentionDecode.ts';
import { ropeRef } from '../rope.ref.ts';
import { expectWithin, f64, indexesWithin, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';
import { tableOf } from './rope.cases.ts';

interface Size {
  /** Tokens that each sequence has in the cache before its new one. */
  readonly pasts: readonly number[];
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

export const DECODE_SIZES = {
  first: { pasts: [0], heads: 2, kvHeads: 1, headDim: 8 },
  several: { pasts: [5, 0, 300], heads: 9, kvHeads: 3, headDim: 64 },
  seven: { pasts: [255], heads: 14, kvHeads: 2, headDim: 64 },
  deep: { pasts: [37, 256], heads: 2, kvHeads: 2, headDim: 128 },
} satisfies Record<string, Size>;

const SPARE = 2;

/** Each sequence's part of the cache has a few rows of nobody behind it. */
export function attentionDecodeCase(size: Size): OpCase {
  const { pasts, heads, kvHeads, headDim } = size;
  const tokens = pasts.length;
  const capacity = tokens + SPARE;
  const width = kvHeads * headDim;
  const aligned = (count: number) => Math.ceil(count / 64) * 64;
  const room = Math.max(...pasts) + 4;
  const start = pasts.map((_, t) => t * room);
  const end = pasts.map((past, t) => t * room + past + 1);
  const q = normals(tokens * heads * headDim, 1);
  const k = normals(tokens * width, 2);
  const v = normals(tokens * width, 3);
  const qCount = aligned(capacity * heads * headDim);
  const kCount = aligned(capacity * width);
  const qkv = within(new Float32Array(), qCount + 2 * kCount);
  qkv.set(q);
  qkv.set(k, qCount);
  qkv.set(v, qCount + kCount);
  const pastOf = (t: number, seed: number) => normals((pasts[t] as number) * width, seed + 10 * t);
  const cacheOf = (seed: number) => {
    const cache = within(new Float32Array(), tokens * room * width);
    for (let t = 0; t < tokens; t++) cache.set(pastOf(t, seed), (start[t] as number) * width);
    return cache;
  };
  const { table, cos, sin } = tableOf(room, headDim);
  const position = Uint32Array.from(pasts);
  return opCase({
    name: `attentionDecode after ${pasts}, ${heads} heads of ${headDim} on ${kvHeads}`,
    frame: { tokens, rows: tokens },
    data: {
      ...{ qkv, table, keys: cacheOf(4), values: cacheOf(5), o: poison(capacity * heads * headDim) },
      ...{ segmentStart: indexesWithin(start, capacity), segmentEnd: indexesWithin(end, capacity) },
    },
    record: (plan, b) =>
      attentionDecode(plan, size, {
        ...b,
        q: slice(b.qkv, 0, capacity * heads * headDim),
        k: slice(b.qkv, qCount, capacity * width),
        v: slice(b.qkv, qCount + kCount, capacity * width),
      }),
    expected: () => {
      const turnedQ = ropeRef(f64(q), { heads, headDim }, position, { cos, sin }, 1);
      const turnedK = ropeRef(f64(k), { heads: kvHeads, headDim }, position, { cos, sin }, 1);
      const keys = new Float64Array(tokens * room * width).fill(Number.NaN);
      const values = new Float64Array(tokens * room * width).fill(Number.NaN);
      const o = new Float64Array(tokens * heads * headDim);
      pasts.forEach((past, t) => {
        const row = (rows: Float64Array, columns: number) => rows.subarray(t * columns, (t + 1) * columns);
        const newest = (start[t] as number) + past;
        keys.set(row(turnedK, width), newest * width);
        values.set(row(f64(v), width), newest * width);
        const all = (seed: number, last: Float64Array) => Float64Array.of(...pastOf(t, seed), ...row(last, width));
        const mine = row(turnedQ, heads * headDim);
        const answer = attentionForwardRef(
          size,
          mine,
          all(4, turnedK),
          all(5, f64(v)),
          () => 0,
          () => past,
        );
        o.set(answer.o, t * heads * headDim);
      });
      return { keys, values, o: expectWithin(o, capacity * heads * headDim) };
    },
  });
}

export function attentionDecodeCases(): OpCase[] {
  return Object.values(DECODE_SIZES).map(attentionDecodeCase);
}
