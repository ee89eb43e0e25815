import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { emulatingMatrices } from './testing/emulateMatrices.ts';
import { F16_TOLERANCE, matmulBackwardCase, matmulForwardCase, matrixCases } from './testing/matmul.cases.ts';
import { adapterBackwardCase } from './testing/matmulFused.cases.ts';
import { MATMUL_SIZES as SIZES } from './testing/matmulSizes.ts';
import { stackedBackwardCase, stackedForwardCase } from './testing/matmulStacked.cases.ts';
import type { OpCase } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = emulatingMatrices(await openOpGpu({ defaultLimits: false }));
});

const rounded = (c: OpCase): OpCase => ({ ...c, tolerance: F16_TOLERANCE });

describe('products on subgroup matrices agree with the f64 reference', () => {
  const heads = { size: 'heads', kind: 'nf4', variant: 'matrix64', tokens: 35 } as const;
  const fused = [
    adapterBackwardCase('matrix64', 66, 'accumulate'),
    stackedForwardCase({ ...heads, output: 'turned', adapted: [0, 2] }),
    stackedBackwardCase({ ...heads, adapted: [1, 2] }),
  ];
  for (const c of [...matrixCases(), ...fused].map(rounded))
    test(c.name, async () => expect(await differenceOf(gpu, c)).toBeNull());

  // Tiles as large as the real ones do not fit this adapter.
  test('4 x 4 results per subgroup', async () => {
    const c = rounded(matmulForwardCase(SIZES.edges, 'nf4', 'matrixScratch64'));
    const constants = { DEPTH: 16, SPAN: 1000, FM: 4, FN: 4 };
    expect(await differenceOf(gpu, c, { constants })).toBeNull();
  });
});

describe('products with f16 operands and no subgroup matrices agree with the f64 reference', () => {
  const cases = [matmulForwardCase(SIZES.odd, 'nf4', 'half64'), adapterBackwardCase('half64', 66, 'accumulate')];
  for (const c of cases.map(rounded)) test(c.name, async () => expect(await differenceOf(gpu, c)).toBeNull());
});

describe('a wrong product on subgroup matrices is caught', () => {
  test.each([
    ['inputs past the last one', matmulBackwardCase(SIZES.edges, 'nf4', 'matrixScratch64'), 'k8 >= K8', 'false'],
    [
      'a nibble read twice',
      matmulForwardCase(SIZES.edges, 'nf4', 'matrixScratch64'),
      '(bits >> 4u) % 16u',
      'bits % 16u',
    ],
    [
      'a row past the last one',
      matmulForwardCase(SIZES.edges, 'nf4', 'matrixScratch64'),
      'row + e / 4u < rows',
      'true',
    ],
  ])('%s', async (_, c, from, to) =>
    expect(await differenceOf(gpu, rounded(c), { text: [from, to] })).toContain('differs'),
  );
});
