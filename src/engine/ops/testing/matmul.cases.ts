import { matmulBackwardRef, matmulForwardRef } from '../matmul.ref.ts';
import { matmulBackward, matmulForward } from '../matmul.ts';
import { MATMUL_VARIANTS, type MatmulVariant } from '../matmulKernel.ts';
import { type GradientCheck, gradientCheck } from './gradient.ts';
import { framed, MATMUL_SIZES, type MatmulSize, SPARE_ROWS } from './matmulSizes.ts';
import { type CaseData, f64, type OpCase, opCase, poison, type Tolerance, within } from './opCase.ts';
import { normals } from './randomData.ts';
import { testWeight, WEIGHT_KINDS, type WeightKind } from './testWeight.ts';

export function matmulForwardCase(size: MatmulSize, kind: WeightKind, variant: MatmulVariant): OpCase {
  const { domain, mode, outFeatures, inFeatures, stride, column = 0 } = size;
  const { frame, rows } = framed(size);
  const capacity = rows + SPARE_ROWS;
  const x = normals(rows * inFeatures, 1);
  const weight = testWeight(kind, outFeatures, inFeatures, 2);
  const bias = size.bias ? normals(outFeatures, 3) : null;
  const added = normals(capacity * stride, 4);
  const data: Record<string, CaseData> = {
    ...weight.data,
    x: within(x, capacity * inFeatures),
    y: mode === 'accumulate' ? added : poison(capacity * stride),
  };
  if (bias) data['bias'] = bias;
  if (mode === 'residual') data['residual'] = added;
  return opCase({
    name: `matmulForward ${kind} ${variant} ${mode} ${rows}x${outFeatures}x${inFeatures}`,
    frame,
    data,
    record: (plan, b) =>
      matmulForward(plan, {
        domain,
        weight: weight.of(b),
        output: mode === 'residual' ? { mode, residual: b['residual'] } : { mode },
        choices: { [`matmulForward.${kind}`]: variant },
        x: b['x'],
        y: b['y'],
        bias: b['bias'],
        stride,
        column,
      }),
    expected: () => {
      const sums = matmulForwardRef(f64(x), weight.values, outFeatures, inFeatures);
      const y = new Float64Array(capacity * stride).fill(Number.NaN);
      for (let m = 0; m < rows; m++) {
        for (let o = 0; o < outFeatures; o++) {
          const at = m * stride + column + o;
          y[at] = sums[m * outFeatures + o] + (bias ? bias[o] : 0) + (mode === 'write' ? 0 : added[at]);
        }
      }
      return { y };
    },
  });
}

export function matmulBackwardCase(size: MatmulSize, kind: WeightKind, variant: MatmulVariant): OpCase {
  const { domain, mode, outFeatures, inFeatures, stride, column = 0 } = size;
  const { frame, rows } = framed(size);
  const capacity = rows + SPARE_ROWS;
  const dy = normals(rows * outFeatures, 1);
  const weight = testWeight(kind, outFeatures, inFeatures, 2);
  const added = normals(capacity * inFeatures, 4);
  const dyData = within(new Float32Array(), capacity * stride);
  for (let m = 0; m < rows; m++) {
    const begin = m * stride + column;
    dyData.fill(0, begin, begin + Math.ceil(outFeatures / 4) * 4);
    dyData.set(dy.subarray(m * outFeatures, (m + 1) * outFeatures), begin);
  }
  const data: Record<string, CaseData> = {
    ...weight.data,
    dy: dyData,
    dx: mode === 'accumulate' ? added : poison(capacity * inFeatures),
  };
  if (mode === 'residual') data['residual'] = added;
  return opCase({
    name: `matmulBackward ${kind} ${variant} ${mode} ${rows}x${outFeatures}x${inFeatures}`,
    frame,
    data,
    record: (plan, b) =>
      matmulBackward(plan, {
        domain,
        weight: weight.of(b),
        output: mode === 'residual' ? { mode, residual: b['residual'] } : { mode },
        choices: { [`matmulBackward.${kind}`]: variant },
        dy: b['dy'],
        dx: b['dx'],
        stride,
        column,
      }),
    expected: () => {
      const sums = matmulBackwardRef(f64(dy), weight.values, outFeatures, inFeatures);
      const dx = new Float64Array(capacity * inFeatures).fill(Number.NaN);
      for (let i = 0; i < sums.length; i++) dx[i] = sums[i] + (mode === 'write' ? 0 : added[i]);
      return { dx };
    },
  });
}

/** Tile kernels take longer to compile and to run here, so not every size meets every weight; every weight and every size is met. */
const TILED: readonly (readonly [keyof typeof MATMUL_SIZES, WeightKind])[] = [
  ['tiny', 'f32'],
  ['odd', 'nf4'],
  ['shard', 'f16'],
  ['logits', 'bf16'],
  ['edges', 'f32'],
  ['real', 'nf4'],
  ['splits', 'f16'],
];

/** Sizes of at most 32 rows: one, three and all of them. */
const FEW_SIZES: readonly (keyof typeof MATMUL_SIZES)[] = ['tiny', 'odd', 'shard', 'logits'];

const BLOCKS: readonly MatmulVariant[] = ['block64', 'block128'];

export function matmulCases(make: typeof matmulForwardCase): OpCase[] {
  const sizes = Object.values(MATMUL_SIZES);
  return [
    ...WEIGHT_KINDS.flatMap((kind) => sizes.map((size) => make(size, kind, 'register'))),
    ...sizes.map((size) => make(size, 'nf4', 'scratch')),
    make(MATMUL_SIZES.edges, 'nf4', 'blockScratch64'),
    ...(make === matmulForwardCase
      ? WEIGHT_KINDS.flatMap((kind) => FEW_SIZES.map((size) => make(MATMUL_SIZES[size], kind, 'few')))
      : []),
    ...TILED.flatMap(([size, kind]) => BLOCKS.map((variant) => make(MATMUL_SIZES[size], kind, variant))),
  ];
}

/** Both operands rounded to f16. */
export const F16_TOLERANCE: Tolerance = { nmse: 2e-7, max: 1e-3 };

/** On subgroup matrices, emulated: every edge, parts that are summed, copies of both operands. */
export function matrixCases(): OpCase[] {
  const cases = [
    matmulForwardCase(MATMUL_SIZES.edges, 'f32', 'matrix64'),
    matmulBackwardCase(MATMUL_SIZES.shard, 'bf16', 'matrix64'),
    matmulBackwardCase(MATMUL_SIZES.splits, 'f16', 'matrix64'),
    matmulForwardCase(MATMUL_SIZES.edges, 'nf4', 'matrixScratch64'),
    matmulBackwardCase(MATMUL_SIZES.edges, 'nf4', 'matrixScratch64'),
  ];
  return cases.map((c) => ({ ...c, tolerance: F16_TOLERANCE }));
}

/** Tiles of 128 x 128 on subgroup matrices need more than the default workgroup memory. */
const LARGE: readonly MatmulVariant[] = [
  'matrix',
  'matrix128',
  'matrixScratch',
  'matrixScratch128',
  'matrixScratch256',
];

/** Every weight in every variant at every size, to compile. */
export function everyMatmulCase(): OpCase[] {
  return casesOf(MATMUL_VARIANTS.filter((variant) => !LARGE.includes(variant)));
}

/** What only an adapter that grants more workgroup memory compiles. */
export function largeMatmulCases(): OpCase[] {
  return casesOf(LARGE);
}

function casesOf(variants: readonly MatmulVariant[]): OpCase[] {
  return [matmulForwardCase, matmulBackwardCase].flatMap((make) =>
    Object.values(MATMUL_SIZES).flatMap((size) =>
      WEIGHT_KINDS.flatMap((kind) =>
        variants
          .filter((variant) => variant !== 'few' || make === matmulForwardCase)
          .map((variant) => make(size, kind, variant)),
      ),
    ),
  );
}

export function matmulGradients(): GradientCheck[] {
  const w = f64(normals(5 * 4, 2));
  return [
    gradientCheck({
      name: 'matmul',
      at: { x: f64(normals(3 * 4, 1)) },
      forward: ({ x }) => matmulForwardRef(x, w, 5, 4),
      backward: (_, dy) => ({ x: matmulBackwardRef(dy, w, 5, 4) }),
    }),
  ];
}
