import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { emulatingMatrices } from './testing/emulateMatrices.ts';
import { F16_TOLERANCE, matmulBackwardCase, matmulForwardCase, matrixCases } from './testing/matmul.cases.ts';
import { adapterBackwardCase, gatedCase } from './testing/matmulFused.cases.ts';
import { MATMUL_SIZES as SIZES } from './testing/matmulSizes.ts';
import type { OpCase } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = emulatingMatrices(await openOpGpu({ defaultLimits: false }));
});

const rounded = (c: OpCase): OpCase => ({ ...c, tolerance: F16_TOLERANCE });

describe('products on subgroup matrices agree with the f64 reference', () => {
  const fused = [adapterBackwardCase('matrix64', 66, 'accumulate'), gatedCase('matrix64', 66)];
  for (const c of [...matrixCases(), ...fused].map(rounded))
    test(c.name, async () => expect(await differenceOf(gpu, c)).toBeNull());

  // Tiles as large as the real ones do not fit this adapter.
  test('4 x 4 results per subgroup', async () => {
    const c = rounded(matmulForwardCase(SIZES.edges, 'nf4', 'matrixScratch64'));
    const constants = { DEPTH: 16, SPAN: 1000, FM: 4, FN: 4 };
    expect(await differenceOf(gpu, c, { constants })).toBeNull();
  });
});

describe('a wrong product on subgroup matrices is caught', () => {
  test.each([
    ['inputs past the last one', matmulBackwardCase(SIZES.shard, 'bf16', 'matrix64'), 'k4 >= K4', 'false'],
    ['the same of a copy', matmulBackwardCase(SIZES.edges, 'nf4', 'matrixScratch64'), 'k8 >= K8', 'false'],
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
