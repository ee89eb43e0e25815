import { attentionBackwardRef, attentionDeltaRef, attentionForwardRef } from '../attention.ref.ts';
import {
  type AttentionVariant,
  attentionBackwardKeyValue,
  attentionBackwardQuery,
  attentionDelta,
  attentionForward,
} from '../attention.ts';
import { ATTENTION_SIZES, type AttentionSize, attentionInputs, segmentsOf } from './attentionInputs.ts';
import { type GradientCheck, gradientCheck } from './gradient.ts';
import { expectWithin, f64, indexesWithin, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';

/** Tokens that the buffers hold beyond those in use. */
const SPARE = 2;

function nameOf({ heads, kvHeads, headDim, documents }: AttentionSize, variant?: AttentionVariant): string {
  return `${documents.join('+')} tokens, ${heads} heads of ${headDim} on ${kvHeads}${variant ? `, ${variant}` : ''}`;
}

export function attentionForwardCase(size: AttentionSize, variant?: AttentionVariant): OpCase {
  const { shape, segments, tokens, q, k, v } = attentionInputs(size);
  const capacity = tokens + SPARE;
  const wide = capacity * shape.heads * shape.headDim;
  const narrow = capacity * shape.kvHeads * shape.headDim;
  return opCase({
    name: `attentionForward, ${nameOf(size, variant)}`,
    frame: { tokens, rows: 0 },
    data: {
      q: within(q, wide),
      k: within(k, narrow),
      v: within(v, narrow),
      segmentStart: indexesWithin(segments.start, capacity),
      o: poison(wide),
      lse: poison(capacity * shape.heads),
    },
    record: (plan, b) => attentionForward(plan, { ...shape, variant }, b),
    expected: () => {
      const { o, lse } = attentionForwardRef(
        shape,
        f64(q),
        f64(k),
        f64(v),
        (i) => segments.start[i],
        (i) => i,
      );
      return { o: expectWithin(o, wide), lse: expectWithin(lse, capacity * shape.heads) };
    },
  });
}

/** Delta, dQ, dK and dV, each from the exact values that the pass before it saves. */
export function attentionBackwardCase(size: AttentionSize, variant?: AttentionVariant): OpCase {
  const { shape, segments, tokens, q, k, v, dO, saved } = attentionInputs(size);
  const { o, lse, delta } = saved();
  const capacity = tokens + SPARE;
  const wide = capacity * shape.heads * shape.headDim;
  const narrow = capacity * shape.kvHeads * shape.headDim;
  const perHead = capacity * shape.heads;
  return opCase({
    name: `attentionBackward, ${nameOf(size, variant)}`,
    frame: { tokens, rows: 0 },
    data: {
      q: within(q, wide),
      k: within(k, narrow),
      v: within(v, narrow),
      o: within(o, wide),
      lse: within(lse, perHead),
      segmentStart: indexesWithin(segments.start, capacity),
      segmentEnd: indexesWithin(segments.end, capacity),
      dO: within(dO, wide),
      delta: within(delta, perHead),
      newDelta: poison(perHead),
      dq: poison(wide),
      dk: poison(narrow),
      dv: poison(narrow),
    },
    record: (plan, b) => {
      attentionDelta(plan, { ...shape, variant }, { o: b.o, dO: b.dO, delta: b.newDelta });
      attentionBackwardQuery(plan, { ...shape, variant }, b, b);
      attentionBackwardKeyValue(plan, { ...shape, variant }, b, { ...b, tokens: capacity });
    },
    expected: () => {
      const state = { q: f64(q), k: f64(k), v: f64(v), lse: f64(lse), delta: f64(delta) };
      const { dq, dk, dv } = attentionBackwardRef(shape, state, f64(dO), segments);
      return {
        newDelta: expectWithin(attentionDeltaRef(f64(o), f64(dO), shape.headDim), perHead),
        dq: expectWithin(dq, wide),
        dk: expectWithin(dk, narrow),
        dv: expectWithin(dv, narrow),
      };
    },
  });
}

export function attentionCases(): OpCase[] {
  return Object.values(ATTENTION_SIZES).flatMap((size) => [attentionForwardCase(size), attentionBackwardCase(size)]);
}

/** Heads of 128, which come in tiles of 32 rows alone: masked, whole, of two documents, cut off. */
export const WIDE_ATTENTION: AttentionSize = { heads: 2, kvHeads: 1, headDim: 128, documents: [3, 107], scale: 4 };

/** Tiles of both sizes with heads of 32 and of 64, and of 128. */
export function blockAttentionCases(): OpCase[] {
  const tiled = (['block64', 'block32'] as const).flatMap((variant) =>
    [ATTENTION_SIZES.groups, LONG_ATTENTION].map((size) => ({ size, variant })),
  );
  return [...tiled, { size: WIDE_ATTENTION, variant: 'block' as const }].flatMap(({ size, variant }) => [
    attentionForwardCase(size, variant),
    attentionBackwardCase(size, variant),
  ]);
}

/** Heads of 32 and of 64 on subgroup matrices. */
export function matrixAttentionCases(): OpCase[] {
  const { groups, real } = ATTENTION_SIZES;
  return [groups, real].flatMap((size) => [
    attentionForwardCase(size, 'matrix'),
    attentionBackwardCase(size, 'matrix'),
  ]);
}

/** Has tiles that no mask touches, that the last token cuts off, and that hold the end of a document. */
export const LONG_ATTENTION: AttentionSize = { heads: 2, kvHeads: 1, headDim: 64, documents: [3, 210], scale: 4 };

export function attentionGradients(): GradientCheck[] {
  const shape = { heads: 4, kvHeads: 2, headDim: 3 };
  const segments = segmentsOf([2, 3]);
  const forward = (q: Float64Array, k: Float64Array, v: Float64Array) =>
    attentionForwardRef(
      shape,
      q,
      k,
      v,
      (i) => segments.start[i],
      (i) => i,
    );
  return [
    gradientCheck({
      name: 'attention',
      at: { q: f64(normals(5 * 12, 1)), k: f64(normals(5 * 6, 2)), v: f64(normals(5 * 6, 3)) },
      forward: ({ q, k, v }) => forward(q, k, v).o,
      backward: ({ q, k, v }, dO) => {
        const { o, lse } = forward(q, k, v);
        const delta = attentionDeltaRef(o, dO, shape.headDim);
        const { dq, dk, dv } = attentionBackwardRef(shape, { q, k, v, lse, delta }, dO, segments);
        return { q: dq, k: dk, v: dv };
      },
    }),
  ];
}
