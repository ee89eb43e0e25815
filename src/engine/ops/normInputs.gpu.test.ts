import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { folded } from './testing/folded.ts';
import { normInputsCase, normInputsCases, NORM_INPUTS_SIZES as SIZES } from './testing/normInputs.cases.ts';
import { narrow } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('the norm with the low-rank inputs agrees with the f64 reference', () => {
  for (const c of normInputsCases()) test(c.name, () => checkCase(gpu, c));
  for (const c of [normInputsCase(SIZES.realDropped, [24, 26]), normInputsCase(SIZES.rank64, [24, 26])].map(narrow))
    test(c.name, () => checkCase(gpu, c));
  test('tokens folded into two dispatch dimensions', () =>
    checkCase(gpu, folded(normInputsCase(SIZES.realDropped, [24, 26]))));
});

describe('a wrong one is caught', () => {
  const c = normInputsCase(SIZES.realDropped, [24, 25, 26]);
  test('one mask for all, and the first A for all', async () => {
    expect(await differenceOf(gpu, c, { text: ['args[which]', 'args.x'] })).toContain('u1 differs');
    expect(await differenceOf(gpu, c, { constants: { AT_2: 0 } })).toContain('u2 differs');
  });

  test('the input in place of its norm, and without eps', async () => {
    expect(await differenceOf(gpu, c, { text: ['w[i] * (x[base + i] * scale)', 'x[base + i]'] })).toContain(
      'y differs',
    );
    expect(await differenceOf(gpu, c, { constants: { EPS: { f32: 0 } } })).toContain('rstd differs');
  });

  test('ranks beyond the first eight forgotten', async () => {
    const many = normInputsCase(SIZES.rank64, [24, 26]);
    expect(await differenceOf(gpu, many, { text: ['r < RANK; r += 8u', 'r < 8u; r += 8u'] })).toContain('u0 differs');
  });
});
