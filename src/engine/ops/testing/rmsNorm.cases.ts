import type { Frame } from '../../gpu/frame.ts';
import { type Domain, ROWS, rowsOf, TOKENS } from '../domain.ts';
import { rmsNormBackwardRef, rmsNormForwardRef } from '../rmsNorm.ref.ts';
import { rmsNormBackward, rmsNormForward } from '../rmsNorm.ts';
import { type GradientCheck, gradientCheck } from './gradient.ts';
import { expectWithin, f64, inPlace, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';

interface Size {
  readonly name: string;
  readonly domain: Domain;
  readonly frame: Frame;
  readonly width: number;
  /** Rows that the buffers hold. */
  readonly capacity: number;
  readonly scale?: number;
}

const EPS = 1e-5;

export const RMS_NORM_SIZES = {
  tiny: { name: 'one row of 8', domain: TOKENS, frame: { tokens: 1, rows: 0 }, width: 8, capacity: 3 },
  odd: {
    name: '3 rows of 101, small values',
    domain: ROWS,
    frame: { tokens: 9, rows: 3 },
    width: 101,
    capacity: 7,
    scale: 3e-3,
  },
  chunk: {
    name: 'the last 6 rows in a chunk of 64',
    domain: { kind: 'chunk', begin: 64, size: 64 },
    frame: { tokens: 200, rows: 70 },
    width: 256,
    capacity: 64,
  },
  heads: {
    name: '65 tokens of 9 heads of 64',
    domain: { kind: 'tokens', per: 9 },
    frame: { tokens: 65, rows: 0 },
    width: 64,
    capacity: 600,
  },
  real: { name: '130 rows of 2048', domain: TOKENS, frame: { tokens: 130, rows: 0 }, width: 2048, capacity: 131 },
} satisfies Record<string, Size>;

export function rmsNormForwardCase(size: Size): OpCase {
  const { domain, frame, width, capacity } = size;
  const rows = rowsOf(domain, frame);
  const x = normals(rows * width, 1, size.scale);
  const w = normals(width, 2);
  return opCase({
    name: `rmsNormForward, ${size.name}`,
    frame,
    data: { x: within(x, capacity * width), w, y: poison(capacity * width), rstd: poison(capacity) },
    record: (plan, b) => rmsNormForward(plan, { domain, width, eps: EPS }, b),
    expected: () => {
      const { y, rstd } = rmsNormForwardRef(f64(x), f64(w), EPS);
      return { y: expectWithin(y, capacity * width), rstd: expectWithin(rstd, capacity) };
    },
  });
}

export function rmsNormBackwardCase(size: Size, accumulate: boolean): OpCase {
  const { domain, frame, width, capacity } = size;
  const rows = rowsOf(domain, frame);
  const x = normals(rows * width, 1, size.scale);
  const w = normals(width, 2);
  const dy = normals(rows * width, 3);
  const before = normals(rows * width, 4);
  const rstd = Float32Array.from(rmsNormForwardRef(f64(x), f64(w), EPS).rstd);
  return opCase({
    name: `rmsNormBackward, ${accumulate ? 'added to dx' : 'written'}, ${size.name}`,
    frame,
    data: {
      x: within(x, capacity * width),
      w,
      rstd: within(rstd, capacity),
      dy: within(dy, capacity * width),
      dx: accumulate ? inPlace(before, capacity * width) : poison(capacity * width),
    },
    record: (plan, b) => rmsNormBackward(plan, { domain, width, accumulate }, b),
    expected: () => {
      const dx = rmsNormBackwardRef(f64(x), f64(w), f64(rstd), f64(dy));
      return { dx: expectWithin(accumulate ? dx.map((value, i) => value + before[i]) : dx, capacity * width) };
    },
  });
}

export function rmsNormCases(): OpCase[] {
  const sizes = Object.values(RMS_NORM_SIZES);
  return [
    ...sizes.map(rmsNormForwardCase),
    ...sizes.map((size) => rmsNormBackwardCase(size, false)),
    rmsNormBackwardCase(RMS_NORM_SIZES.chunk, true),
    rmsNormBackwardCase(RMS_NORM_SIZES.real, true),
  ];
}

export function rmsNormGradients(): GradientCheck[] {
  const w = f64(normals(7, 2));
  return [
    gradientCheck({
      name: 'rmsNorm',
      at: { x: f64(normals(3 * 7, 1)) },
      forward: ({ x }) => rmsNormForwardRef(x, w, 1e-2).y,
      backward: ({ x }, dy) => ({ x: rmsNormBackwardRef(x, w, rmsNormForwardRef(x, w, 1e-2).rstd, dy) }),
    }),
  ];
}
