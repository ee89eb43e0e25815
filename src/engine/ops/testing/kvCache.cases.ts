import { attentionForwardRef } from '../attention.ref.ts';
import { attentionCached } from '../attention.ts';
import { ropeAppend } from '../kvCache.ts';
import { ropeRef } from '../rope.ref.ts';
import { expectWithin, f64, indexesWithin, inPlace, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';
import { tableOf } from './rope.cases.ts';

interface Size {
  readonly past: number;
  readonly tokens: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

export const CACHE_SIZES = {
  first: { past: 0, tokens: 1, heads: 2, kvHeads: 1, headDim: 4 },
  prompt: { past: 0, tokens: 67, heads: 6, kvHeads: 2, headDim: 12 },
  next: { past: 90, tokens: 1, heads: 9, kvHeads: 3, headDim: 64 },
  more: { past: 37, tokens: 5, heads: 4, kvHeads: 2, headDim: 32 },
} satisfies Record<string, Size>;

function nameOf({ past, tokens, heads, kvHeads, headDim }: Size): string {
  return `${tokens} after ${past} tokens, ${heads} heads of ${headDim} on ${kvHeads}`;
}

/** Rows of the cache that belong to other sequences, before this one's. */
const BEFORE = 3;

/** Cache row one past the newest key of each token. */
function ends({ past, tokens }: Size): number[] {
  return Array.from({ length: tokens }, (_, t) => BEFORE + past + t + 1);
}

/** Attention of new tokens to their part of a cache of which the rest is not filled yet. */
export function attentionCachedCase(size: Size): OpCase {
  const { past, tokens, heads, kvHeads, headDim } = size;
  const keys = normals((past + tokens) * kvHeads * headDim, 1);
  const values = normals((past + tokens) * kvHeads * headDim, 2);
  const q = normals(tokens * heads * headDim, 3);
  const width = kvHeads * headDim;
  const inCache = (rows: Float32Array) => {
    const cache = within(new Float32Array(), (BEFORE + past + tokens + 8) * width);
    cache.set(rows, BEFORE * width);
    return cache;
  };
  const wide = (tokens + 2) * heads * headDim;
  return opCase({
    name: `attentionCached, ${nameOf(size)}`,
    frame: { tokens, rows: 0 },
    data: {
      q: within(q, wide),
      keys: inCache(keys),
      values: inCache(values),
      segmentStart: indexesWithin(new Array<number>(tokens).fill(BEFORE), tokens + 2),
      segmentEnd: indexesWithin(ends(size), tokens + 2),
      o: poison(wide),
      lse: poison((tokens + 2) * heads),
    },
    record: (plan, b) => attentionCached(plan, { heads, kvHeads, headDim }, b),
    expected: () => {
      const { o, lse } = attentionForwardRef(
        size,
        f64(q),
        f64(keys),
        f64(values),
        () => 0,
        (i) => past + i,
      );
      return { o: expectWithin(o, wide), lse: expectWithin(lse, (tokens + 2) * heads) };
    },
  });
}

/** Queries are turned, keys are turned and kept, values are kept; the positions go on from those of the past. */
export function ropeAppendCase(size: Size): OpCase {
  const { past, tokens, heads, kvHeads, headDim } = size;
  const width = kvHeads * headDim;
  const q = normals(tokens * heads * headDim, 1);
  const k = normals(tokens * width, 2);
  const v = normals(tokens * width, 3);
  const position = Uint32Array.from({ length: tokens }, (_, t) => past + t);
  const { table, cos, sin } = tableOf(past + tokens, headDim);
  const count = (BEFORE + past + tokens + 8) * width;
  const wide = (tokens + 2) * heads * headDim;
  return opCase({
    name: `ropeAppend, ${nameOf(size)}`,
    frame: { tokens, rows: 0 },
    data: {
      ...{ position: indexesWithin(position, tokens + 2), table, segmentEnd: indexesWithin(ends(size), tokens + 2) },
      ...{ q: inPlace(q, wide), k: within(k, (tokens + 2) * width), v: within(v, (tokens + 2) * width) },
      ...{ keys: poison(count), values: poison(count) },
    },
    record: (plan, b) => ropeAppend(plan, { heads, kvHeads, headDim }, b),
    expected: () => {
      const turned = (x: Float32Array, count: number) =>
        ropeRef(f64(x), { heads: count, headDim }, position, { cos, sin }, 1);
      const begin = (BEFORE + past) * width;
      return {
        q: expectWithin(turned(q, heads), wide),
        keys: expectWithin(turned(k, kvHeads), count, begin),
        values: expectWithin(f64(v), count, begin),
      };
    },
  });
}

export function kvCacheCases(): OpCase[] {
  return Object.values(CACHE_SIZES).flatMap((size) => [attentionCachedCase(size), ropeAppendCase(size)]);
}
