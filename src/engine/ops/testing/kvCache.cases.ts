import { attentionForwardRef } from '../attention.ref.ts';
import { attentionCached } from '../attention.ts';
import { appendCache } from '../kvCache.ts';
import { expectWithin, f64, indexesWithin, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';

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

/** Attention of new tokens to a cache of which the rest of the context is not filled yet. */
export function attentionCachedCase(size: Size): OpCase {
  const { past, tokens, heads, kvHeads, headDim } = size;
  const keys = normals((past + tokens) * kvHeads * headDim, 1);
  const values = normals((past + tokens) * kvHeads * headDim, 2);
  const q = normals(tokens * heads * headDim, 3);
  const context = (past + tokens + 8) * kvHeads * headDim;
  const wide = (tokens + 2) * heads * headDim;
  return opCase({
    name: `attentionCached, ${nameOf(size)}`,
    frame: { tokens, rows: 0, past },
    data: {
      q: within(q, wide),
      keys: within(keys, context),
      values: within(values, context),
      // Not used: the cache holds one document.
      segmentStart: indexesWithin([], tokens),
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

export function appendCacheCase(size: Size): OpCase {
  const { past, tokens, kvHeads, headDim } = size;
  const width = kvHeads * headDim;
  const x = normals(tokens * width, 1);
  const count = (past + tokens + 8) * width;
  return opCase({
    name: `appendCache, ${nameOf(size)}`,
    frame: { tokens, rows: 0, past },
    data: { x: within(x, (tokens + 2) * width), cache: poison(count) },
    record: (plan, b) => appendCache(plan, width, b),
    expected: () => ({ cache: expectWithin(f64(x), count, past * width) }),
  });
}

export function kvCacheCases(): OpCase[] {
  return Object.values(CACHE_SIZES).flatMap((size) => [attentionCachedCase(size), appendCacheCase(size)]);
}
