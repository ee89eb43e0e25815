import { assert } from '../../lib/assert.ts';
import { type BufferSlice, slice } from '../gpu/buffers.ts';
import type { KernelConstant } from '../gpu/kernel.ts';
import { type Plan, transientParts } from '../gpu/plan.ts';

/** One adapted linear: W [out, in] + scaling B A with A [rank, in], B [out, rank]. */
export interface LoraModule {
  readonly rank: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly scaling: number;
  /** p; 0 outside training. */
  readonly dropout: number;
  /** layer * 8 + index of the linear: the part of the dropout counter that tells modules apart. */
  readonly stream: number;
  readonly a: BufferSlice;
  readonly b: BufferSlice;
  readonly gradA: BufferSlice;
  readonly gradB: BufferSlice;
}

/** What the kernels with dropout are specialised with. */
export function dropoutConstants(p: number): Record<string, KernelConstant> {
  return {
    DROPOUT: p > 0,
    DROP_BELOW: Math.min(Math.round(p * 2 ** 32), 2 ** 32 - 1),
    KEEP_SCALE: { f32: 1 / (1 - p) },
  };
}

/** Modules that one dispatch can serve: args has room for the streams of three, and a linear shares its input with two others at most. */
const MOST_TOGETHER = 3;

/** Modules that read the same x in groups that one dispatch can serve: all where they are alike and their tensors lie in the same buffers, else each alone. */
export function groupsOf<T extends { readonly module: LoraModule }>(items: readonly T[]): (readonly T[])[] {
  const [first] = items.map(({ module }) => module);
  if (first === undefined) return [];
  const parts = ['a', 'b', 'gradA', 'gradB'] as const;
  const alike = items.every(
    ({ module: m }) =>
      m.rank === first.rank &&
      m.dropout === first.dropout &&
      m.scaling === first.scaling &&
      m.inFeatures === first.inFeatures &&
      parts.every((part) => m[part].buffer === first[part].buffer),
  );
  return alike && items.length <= MOST_TOGETHER ? [items] : items.map((item) => [item]);
}

/** args of a kernel for a group: the streams of dropout, and how far apart the planes of its u or v are. */
export function groupArgs(modules: readonly LoraModule[], plane: number): readonly [number, number, number, number] {
  const [s0 = 0, s1 = 0, s2 = 0] = modules.map(({ stream }) => stream);
  return [s0, s1, s2, plane];
}

/** The range of one buffer that holds all the parts, and where each begins in it, in f32. */
export function rangeOf(parts: readonly BufferSlice[]): {
  readonly range: BufferSlice;
  readonly at: readonly number[];
} {
  const [first] = parts as [BufferSlice];
  const begin = Math.min(...parts.map(({ offsetBytes }) => offsetBytes));
  const end = Math.max(...parts.map(({ offsetBytes, sizeBytes }) => offsetBytes + sizeBytes));
  assert(
    parts.every(({ buffer }) => buffer === first.buffer),
    () => `Parts of ${first.buffer.name} and of another buffer are no range`,
  );
  return {
    range: slice(first.buffer, begin / 4, (end - begin) / 4),
    at: parts.map(({ offsetBytes }) => (offsetBytes - begin) / 4),
  };
}

/** A transient with room for [T, rank] of each module, one behind another, each where a binding may begin. */
export function planesOf(plan: Plan, label: string, modules: readonly LoraModule[], tokens: number): BufferSlice[] {
  const rank = Math.max(0, ...modules.map((m) => m.rank));
  // As wide for all, so that they are evenly spaced.
  return transientParts(
    plan,
    label,
    modules.map(() => tokens * rank),
  );
}
