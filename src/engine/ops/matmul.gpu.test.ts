import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import type { MatmulVariant } from './matmulKernel.ts';
import { matmulBackwardCase, matmulCases, matmulForwardCase } from './testing/matmul.cases.ts';
import {
  adapterBackwardCase,
  adapterForwardCase,
  fusedCases,
  gatedCase,
  gatedGradientCase,
  normedCase,
} from './testing/matmulFused.cases.ts';
import { MATMUL_SIZES as SIZES } from './testing/matmulSizes.ts';
import type { Mutation } from './testing/mutation.ts';
import type { OpCase } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { bindCase, checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('matmul agrees with the f64 reference', () => {
  for (const c of matmulCases(matmulForwardCase)) test(c.name, () => checkCase(gpu, c));
  for (const c of matmulCases(matmulBackwardCase)) test(c.name, () => checkCase(gpu, c));
});

for (const [direction, make, output] of [
  ['forward', matmulForwardCase, 'y'],
  ['backward', matmulBackwardCase, 'dx'],
] as const) {
  test.each([
    ['scratch', 'register'],
    ['blockScratch64', 'block64'],
  ] as const)(`${direction} with NF4, %s gives the bits of %s`, async (copied, decoded) => {
    const bits = async (variant: MatmulVariant) => {
      const c = make(SIZES.edges, 'nf4', variant);
      const bound = await bindCase(gpu, c);
      await bound.run(c.frame);
      const values = await bound.read(output);
      await bound.close();
      return new Uint32Array(values.buffer);
    };
    expect(await bits(copied)).toEqual(await bits(decoded));
  });
}

describe('a matmul with an adapter or an activation agrees with the f64 reference', () => {
  for (const c of fusedCases()) test(c.name, () => checkCase(gpu, c));
});

const NIBBLES: Mutation = { text: ['(bits >> 4u) % 16u', 'bits % 16u'] };

const WRONG: readonly (readonly [string, OpCase, Mutation])[] = [
  ['register: a nibble read twice', matmulForwardCase(SIZES.tiny, 'nf4', 'register'), NIBBLES],
  ['block: a nibble read twice', matmulForwardCase(SIZES.odd, 'nf4', 'block64'), NIBBLES],
  [
    'scales of blocks of 128',
    matmulForwardCase(SIZES.odd, 'nf4', 'register'),
    { text: ['group >> 4u', 'group >> 5u'] },
  ],
  [
    'scales counted anew in every row',
    matmulForwardCase(SIZES.odd, 'nf4', 'register'),
    { text: ['group >> 4u', 'row * (IN / 64u) + (col4 >> 4u)'] },
  ],
  [
    'bf16 pairs swapped',
    matmulForwardCase(SIZES.odd, 'bf16', 'register'),
    { text: ['pair.x << 16u', 'pair.y << 16u'] },
  ],
  ['f16 pairs swapped', matmulBackwardCase(SIZES.odd, 'f16', 'register'), { text: ['t(pair.x)', 't(pair.y)'] }],
  ['a row past the last one', matmulForwardCase(SIZES.edges, 'f32', 'register'), { text: ['m + 1u < rows', 'true'] }],
  [
    'a row past the last one, dx',
    matmulBackwardCase(SIZES.edges, 'f32', 'register'),
    { text: ['m + 1u < rows', 'true'] },
  ],
  [
    'a column past the last one',
    matmulForwardCase(SIZES.shard, 'f16', 'register'),
    { text: ['column + j < width', 'true'] },
  ],
  ['no first column', matmulForwardCase(SIZES.shard, 'f16', 'register'), { text: ['args.y', '0u'] }],
  ['no first column, dx', matmulBackwardCase(SIZES.shard, 'f16', 'register'), { text: ['args.z', '0u'] }],
  ['no residual', matmulForwardCase(SIZES.edges, 'f32', 'register'), { constants: { MODE: 0 } }],
  ['no bias', matmulForwardCase(SIZES.tiny, 'f32', 'register'), { constants: { HAS_BIAS: false } }],
  ['nothing added up', matmulBackwardCase(SIZES.odd, 'f32', 'register'), { constants: { MODE: 0 } }],
  ['block: inputs past the last one', matmulForwardCase(SIZES.odd, 'nf4', 'block64'), { text: ['k4 >= K4', 'false'] }],
  [
    'block: a row past the last one, dx',
    matmulBackwardCase(SIZES.edges, 'f32', 'block64'),
    { text: ['if (row >= rows) { return; }', ''] },
  ],
  ['an adapter not scaled', adapterForwardCase('register', 35, 8), { constants: { SCALING: { f32: 1 } } }],
  ['a column of lora_A for another', adapterBackwardCase('register', 35, 'write'), { text: ['IN / 2u]', 'IN / 4u]'] }],
  ['an adapter without its mask', adapterBackwardCase('register', 35, 'write'), { constants: { DROPOUT: false } }],
  ['the mask of another adapter', adapterBackwardCase('register', 35, 'write'), { text: ['(args.w)', '(args.x)'] }],
  ['a norm without eps', normedCase(1, false), { constants: { EPS: { f32: 0 } } }],
  ['a norm of another row', normedCase(29, true, 576), { text: ['row < 4u)[row % 4u]', 'row < 4u)[0]'] }],
  [
    'the gradient of a gate without that of its sigmoid',
    gatedGradientCase('register', 35),
    { text: ['(1.0 + e * (1.0 - s))', '1.0'] },
  ],
  ['a gate that is not closed', gatedCase('register', 35), { text: ['(1.0 + exp(-e))', '(1.0 + exp(-2.0 * e))'] }],
  ['block: no first column, dx', matmulBackwardCase(SIZES.shard, 'f16', 'block64'), { text: ['args.z', '0u'] }],
];

describe('a wrong matmul is caught', () => {
  for (const [name, c, mutation] of WRONG) {
    test(name, async () => expect(await differenceOf(gpu, c, mutation)).toContain('differs'));
  }
});
