import { createRandom, shuffle } from '../../../lib/random.ts';
import { gatherRowsRef, scatterRowsRef } from '../rows.ref.ts';
import { gatherRows, scatterRows } from '../rows.ts';
import { type GradientCheck, gradientCheck } from './gradient.ts';
import { expectWithin, f64, indexesWithin, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';

interface Size {
  readonly tokens: number;
  readonly rows: number;
  readonly width: number;
}

export const ROWS_SIZES = {
  none: { tokens: 3, rows: 0, width: 8 },
  tiny: { tokens: 1, rows: 1, width: 4 },
  odd: { tokens: 65, rows: 31, width: 100 },
  real: { tokens: 200, rows: 130, width: 576 },
} satisfies Record<string, Size>;

const NOT_SUPERVISED = 0xffffffff;

/** Which token each supervised row is, ascending. */
function supervised({ tokens, rows }: Size): Uint32Array<ArrayBuffer> {
  const all = Array.from({ length: tokens }, (_, t) => t);
  return Uint32Array.from(shuffle(all, createRandom(3)).slice(0, rows)).sort();
}

export function gatherRowsCase(size: Size): OpCase {
  const { tokens, rows, width } = size;
  const x = normals(tokens * width, 1);
  const index = supervised(size);
  return opCase({
    name: `gatherRows ${rows} of ${tokens}x${width}`,
    frame: { tokens, rows },
    data: { x, index: indexesWithin(index, tokens + 2), y: poison((tokens + 2) * width) },
    record: (plan, b) => gatherRows(plan, width, b),
    expected: () => ({ y: expectWithin(gatherRowsRef(f64(x), index, width), (tokens + 2) * width) }),
  });
}

export function scatterRowsCase(size: Size): OpCase {
  const { tokens, rows, width } = size;
  const dy = normals(rows * width, 2);
  const index = supervised(size);
  const rowOf = new Uint32Array(tokens + 2).fill(NOT_SUPERVISED);
  index.forEach((token, row) => {
    rowOf[token] = row;
  });
  return opCase({
    name: `scatterRows ${rows} into ${tokens}x${width}`,
    frame: { tokens, rows },
    data: { dy: within(dy, (rows + 1) * width), rowOf, dx: poison((tokens + 2) * width) },
    record: (plan, b) => scatterRows(plan, width, b),
    expected: () => ({ dx: expectWithin(scatterRowsRef(f64(dy), index, width, tokens), (tokens + 2) * width) }),
  });
}

export function rowsCases(): OpCase[] {
  return Object.values(ROWS_SIZES).flatMap((size) => [gatherRowsCase(size), scatterRowsCase(size)]);
}

export function rowsGradients(): GradientCheck[] {
  const index = Uint32Array.of(1, 2, 4);
  return [
    gradientCheck({
      name: 'gatherRows',
      at: { x: f64(normals(5 * 4, 1)) },
      forward: ({ x }) => gatherRowsRef(x, index, 4),
      backward: (_, dy) => ({ x: scatterRowsRef(dy, index, 4, 5) }),
    }),
  ];
}
