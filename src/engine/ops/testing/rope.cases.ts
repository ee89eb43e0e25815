import { ropeRef } from '../rope.ref.ts';
import { rope, ropePair } from '../rope.ts';
import { type GradientCheck, gradientCheck } from './gradient.ts';
import { type CaseData, expectWithin, f64, indexesWithin, inPlace, type OpCase, opCase } from './opCase.ts';
import { normals } from './randomData.ts';

interface Size {
  readonly heads: number;
  readonly headDim: number;
  /** Lengths of the documents; positions start again in each. */
  readonly documents: readonly number[];
}

export const ROPE_SIZES = {
  tiny: { heads: 1, headDim: 4, documents: [2] },
  odd: { heads: 3, headDim: 12, documents: [1, 37, 5] },
  real: { heads: 9, headDim: 64, documents: [60, 70] },
} satisfies Record<string, Size>;

/** cos and sin [positions, headDim/2] with speeds 10000^(-2j/headDim), and as the kernel's table: cosines, then sines, per position. */
export function tableOf(positions: number, headDim: number) {
  const half = headDim / 2;
  const table = new Float32Array(positions * headDim);
  const cos = new Float64Array(positions * half);
  const sin = new Float64Array(positions * half);
  for (let p = 0; p < positions; p++) {
    for (let j = 0; j < half; j++) {
      const angle = p * 10000 ** ((-2 * j) / headDim);
      table[p * headDim + j] = Math.cos(angle);
      table[p * headDim + half + j] = Math.sin(angle);
      cos[p * half + j] = table[p * headDim + j];
      sin[p * half + j] = table[p * headDim + half + j];
    }
  }
  return { table, cos, sin };
}

export function ropeCase(size: Size, backward: boolean): OpCase {
  const { heads, headDim, documents } = size;
  const position = Uint32Array.from(documents.flatMap((length) => Array.from({ length }, (_, i) => i)));
  const tokens = position.length;
  const { table, cos, sin } = tableOf(Math.max(...documents), headDim);
  const count = tokens * heads * headDim;
  const capacity = count + 2 * heads * headDim;
  const x = normals(count, 1);
  return opCase({
    name: `rope ${backward ? 'backward' : 'forward'} ${documents.join('+')}x${heads}x${headDim}`,
    frame: { tokens, rows: 0 },
    data: { position: indexesWithin(position, tokens + 2), table, x: inPlace(x, capacity) },
    record: (plan, b) => rope(plan, { heads, headDim, backward }, b),
    expected: () => ({ x: expectWithin(ropeRef(f64(x), size, position, { cos, sin }, backward ? -1 : 1), capacity) }),
  });
}

/** Queries and keys together. */
export function ropePairCase(size: Size, kvHeads: number, backward: boolean): OpCase {
  const { heads, headDim, documents } = size;
  const queries = ropeCase(size, backward);
  const keys = ropeCase({ heads: kvHeads, headDim, documents }, backward);
  return opCase({
    ...queries,
    name: `${queries.name} and ${kvHeads} kv heads`,
    data: { ...queries.data, y: keys.data['x'] } as Record<'position' | 'table' | 'x' | 'y', CaseData>,
    record: (plan, b) => ropePair(plan, { heads, kvHeads, headDim, backward }, b),
    expected: () => ({ x: queries.expected()['x'], y: keys.expected()['x'] }),
  });
}

export function ropeCases(): OpCase[] {
  return [
    ...Object.values(ROPE_SIZES).flatMap((size) => [ropeCase(size, false), ropeCase(size, true)]),
    ropePairCase(ROPE_SIZES.odd, 1, false),
    ropePairCase(ROPE_SIZES.real, 3, true),
  ];
}

export function ropeGradients(): GradientCheck[] {
  const shape = { heads: 2, headDim: 6 };
  const position = Uint32Array.of(0, 1, 2, 0, 1);
  const table = tableOf(3, 6);
  return [
    gradientCheck({
      name: 'rope',
      at: { x: f64(normals(5 * 12, 1)) },
      forward: ({ x }) => ropeRef(x, shape, position, table, 1),
      backward: (_, dy) => ({ x: ropeRef(dy, shape, position, table, -1) }),
    }),
  ];
}
