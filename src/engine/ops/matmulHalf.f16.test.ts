import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHalfGpu } from '../../../tools/testing/gpu.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { matmulBackwardCase, matmulForwardCase } from './testing/matmul.cases.ts';
import { adapterBackwardCase, adapterForwardCase, gatedCase } from './testing/matmulFused.cases.ts';
import { MATMUL_SIZES as SIZES } from './testing/matmulSizes.ts';
import type { OpCase, Tolerance } from './testing/opCase.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openHalfGpu());
});
afterAll(() => gpu.destroy());

/** Operands rounded to f16 against f64. */
const F16_TOLERANCE: Tolerance = { nmse: 1e-6, max: 4e-3 };
const inHalf = (c: OpCase): OpCase => ({ ...c, tolerance: F16_TOLERANCE });

/** Compilers of software adapters take seconds for a kernel: every weight and every size is met, not all pairs. */
const CASES = [
  ...[matmulForwardCase, matmulBackwardCase].flatMap((make) => [
    make(SIZES.odd, 'nf4', 'half64'),
    make(SIZES.shard, 'f16', 'half64'),
    make(SIZES.logits, 'bf16', 'half64'),
    make(SIZES.edges, 'f32', 'half128'),
    make(SIZES.real, 'nf4', 'half128'),
    make(SIZES.splits, 'f16', 'half64'),
  ]),
  ...[adapterForwardCase('half64', 66, 8), adapterBackwardCase('half64', 66, 'accumulate'), gatedCase('half64', 66)],
];

describe('matmul with f16 operands agrees with the f64 reference', () => {
  for (const c of CASES) test(c.name, () => checkCase(gpu, inHalf(c)));
});

test.each([
  ['a nibble read twice', matmulForwardCase(SIZES.odd, 'nf4', 'half64'), ['(bits >> 4u) % 16u', 'bits % 16u']],
  ['inputs past the last one', matmulForwardCase(SIZES.odd, 'nf4', 'half64'), ['k4 >= K4', 'false']],
  [
    'a part of the sum left out',
    matmulForwardCase(SIZES.real, 'nf4', 'half64'),
    ['s31 + vec4<f32>(p31)', 'vec4<f32>(p31)'],
  ],
] as const)('a wrong product is caught: %s', async (_, c, [from, to]) => {
  expect(await differenceOf(gpu, inHalf(c), { text: [from, to] })).toContain('differs');
});
