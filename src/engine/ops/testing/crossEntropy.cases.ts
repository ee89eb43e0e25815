import { slice } from '../../gpu/buffers.ts';
import { crossEntropyBackwardRef, crossEntropyForwardRef } from '../crossEntropy.ref.ts';
import { crossEntropy, sumLoss } from '../crossEntropy.ts';
import { type Domain, domainBegin, ROWS, rowsOf } from '../domain.ts';
import { type GradientCheck, gradientCheck } from './gradient.ts';
import { expectWithin, f64, indexesWithin, inPlace, type OpCase, opCase, poison, within } from './opCase.ts';
import { integers, normals } from './randomData.ts';

interface Size {
  readonly domain: Domain;
  /** Supervised rows of the micro-batch, and of its accumulation group. */
  readonly rows: number;
  readonly count: number;
  readonly vocabulary: number;
  readonly stride: number;
  /** Standard deviation of the logits. */
  readonly scale?: number;
}

const TAIL: Domain = { kind: 'chunk', begin: 64, size: 64 };

export const CROSS_ENTROPY_SIZES = {
  tiny: { domain: ROWS, rows: 1, count: 1, vocabulary: 5, stride: 8 },
  odd: { domain: ROWS, rows: 9, count: 7, vocabulary: 263, stride: 264 },
  wide: { domain: ROWS, rows: 3, count: 90, vocabulary: 301, stride: 320 },
  chunk: { domain: TAIL, rows: 70, count: 70, vocabulary: 259, stride: 260 },
  large: { domain: ROWS, rows: 8, count: 8, vocabulary: 600, stride: 600, scale: 300 },
  real: { domain: ROWS, rows: 40, count: 211, vocabulary: 4000, stride: 4000 },
} satisfies Record<string, Size>;

/** Rows of logits that the buffers hold beyond those in use. */
const SPARE = 2;

/** Targets that cover the first and the last class; a row is as likely to have its class in any lane. */
function targetsOf(rows: number, vocabulary: number): Uint32Array<ArrayBuffer> {
  const targets = integers(rows, vocabulary, 11);
  targets[rows - 1] = vocabulary - 1;
  if (rows > 1) targets[0] = 0;
  return targets;
}

export function crossEntropyCase(size: Size, backward: boolean): OpCase {
  const { domain, count, vocabulary, stride, scale = 3 } = size;
  const frame = { tokens: 200, rows: size.rows, count };
  const rows = rowsOf(domain, frame);
  const capacity = rows + SPARE;
  const begin = domainBegin(domain);
  const z = normals(rows * stride, 12, scale);
  const targets = targetsOf(rows, vocabulary);
  return opCase({
    name: `crossEntropy${backward ? ' with gradient' : ''}, ${rows} rows of ${vocabulary} in ${stride}, scale ${scale}`,
    frame,
    data: {
      targets: indexesWithin([...new Uint32Array(begin), ...targets], begin + capacity),
      logits: inPlace(z, capacity * stride),
      rowLoss: poison(begin + capacity),
    },
    record: (plan, b) =>
      crossEntropy(
        plan,
        { domain, vocabulary, stride, backward },
        { targets: slice(b.targets, begin), logits: b.logits, rowLoss: slice(b.rowLoss, begin) },
      ),
    expected: () => ({
      rowLoss: expectWithin(crossEntropyForwardRef(f64(z), targets, vocabulary, stride), begin + capacity, begin),
      logits: backward
        ? expectWithin(
            crossEntropyBackwardRef(f64(z), targets, vocabulary, stride, () => 1 / count),
            capacity * stride,
          )
        : new Float64Array(capacity * stride).fill(Number.NaN),
    }),
  });
}

export function sumLossCase(rows: number): OpCase {
  const losses = normals(rows, 13);
  return opCase({
    name: `sumLoss of ${rows} rows`,
    frame: { tokens: rows, rows },
    data: { rowLoss: within(losses, rows + 3), stats: Float32Array.of(5.5, 1, 2, 3) },
    record: (plan, b) => sumLoss(plan, b),
    expected: () => ({
      stats: Float64Array.of(
        f64(losses).reduce((sum, loss) => sum + loss, 5.5),
        1,
        2,
        3,
      ),
    }),
  });
}

export function crossEntropyCases(): OpCase[] {
  const sizes = Object.values(CROSS_ENTROPY_SIZES);
  return [
    ...sizes.map((size) => crossEntropyCase(size, true)),
    crossEntropyCase(CROSS_ENTROPY_SIZES.odd, false),
    crossEntropyCase(CROSS_ENTROPY_SIZES.chunk, false),
    ...[0, 1, 255, 1000].map(sumLossCase),
  ];
}

export function crossEntropyGradients(): GradientCheck[] {
  const targets = Uint32Array.of(4, 0, 2);
  return [
    gradientCheck({
      name: 'crossEntropy',
      at: { z: f64(normals(3 * 7, 5)) },
      forward: ({ z }) => crossEntropyForwardRef(z, targets, 5, 7),
      backward: ({ z }, dy) => ({ z: crossEntropyBackwardRef(z, targets, 5, 7, (t) => dy[t]) }),
    }),
  ];
}
