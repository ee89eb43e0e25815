import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { folded } from './testing/folded.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';
import { SWIGLU_SIZES as SIZES, swigluBackwardCase, swigluCases, swigluForwardCase } from './testing/swiglu.cases.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('swiglu agrees with the f64 reference', () => {
  for (const c of swigluCases()) test(c.name, () => checkCase(gpu, c));
  test('workgroups folded into two dispatch dimensions', async () => {
    await checkCase(gpu, folded(swigluForwardCase(SIZES.real)));
    await checkCase(gpu, folded(swigluBackwardCase(SIZES.real)));
  });
});

describe('a wrong swiglu is caught', () => {
  test('gelu-like gate', async () => {
    const found = await differenceOf(gpu, swigluForwardCase(SIZES.odd), {
      text: ['exp(-e[i])', 'exp(-1.702 * e[i])'],
    });
    expect(found).toContain('differs');
  });

  test('derivative of the sigmoid forgotten', async () => {
    const found = await differenceOf(gpu, swigluBackwardCase(SIZES.odd), { text: [' * (1.0 + ev * (1.0 - s))', ''] });
    expect(found).toContain('differs');
  });

  test('tokens beyond the last one', async () => {
    const found = await differenceOf(gpu, swigluForwardCase(SIZES.tiny), {
      text: ['frame.tokens *', '(frame.tokens + 1u) *'],
    });
    expect(found).toContain('differs');
  });
});
