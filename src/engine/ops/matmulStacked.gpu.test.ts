import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { stackedBackwardCase, stackedCases, stackedForwardCase } from './testing/matmulStacked.cases.ts';
import type { Mutation } from './testing/mutation.ts';
import type { OpCase } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('a product of stacked linears agrees with the f64 reference', () => {
  for (const c of stackedCases()) test(c.name, () => checkCase(gpu, c));
});

const HEADS = { size: 'heads', kind: 'nf4', variant: 'block64', tokens: 3 } as const;

const WRONG: readonly (readonly [string, OpCase, Mutation])[] = [
  [
    'values rotated as keys are',
    stackedForwardCase({ ...HEADS, output: 'turned' }),
    { text: ['output >= END_1) { return m', 'output >= OUT) { return m'] },
  ],
  [
    'the adapter of another section',
    stackedForwardCase({ ...HEADS, adapted: [0, 2] }),
    { text: ['P_0 / 4u, P_1 / 4u, P_2 / 4u', 'P_0 / 4u, P_1 / 4u, P_0 / 4u'] },
  ],
  [
    'the mask of another section',
    stackedBackwardCase({ ...HEADS, adapted: [1, 2] }),
    { text: ['args.w + section', 'args.w + 1u'] },
  ],
  ['a section that begins too early', stackedBackwardCase(HEADS), { text: ['args.z - END_1', 'args.y - END_1'] }],
];

describe('a wrong stacked product is caught', () => {
  for (const [name, c, mutation] of WRONG) {
    test(name, async () => expect(await differenceOf(gpu, c, mutation)).toContain('differs'));
  }
});
