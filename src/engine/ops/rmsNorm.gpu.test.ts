import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { folded } from './testing/folded.ts';
import { narrow } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { RMS_NORM_SIZES, rmsNormBackwardCase, rmsNormCases, rmsNormForwardCase } from './testing/rmsNorm.cases.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('rmsNorm agrees with the f64 reference', () => {
  for (const c of rmsNormCases()) test(c.name, () => checkCase(gpu, c));
  for (const c of rmsNormCases().map(narrow)) test(c.name, () => checkCase(gpu, c));
  test('rows folded into two dispatch dimensions', async () => {
    await checkCase(gpu, folded(rmsNormForwardCase(RMS_NORM_SIZES.heads)));
    await checkCase(gpu, folded(rmsNormBackwardCase(RMS_NORM_SIZES.heads, false)));
  });
});

describe('a wrong rmsNorm is caught', () => {
  test('forward without eps', async () => {
    const found = await differenceOf(gpu, rmsNormForwardCase(RMS_NORM_SIZES.odd), { constants: { EPS: { f32: 0 } } });
    expect(found).toContain('differs');
  });

  test('backward without the projection onto xhat', async () => {
    const found = await differenceOf(gpu, rmsNormBackwardCase(RMS_NORM_SIZES.odd, false), {
      text: ['* r * mean', '* r'],
    });
    expect(found).toContain('differs');
  });

  test('backward that forgets the residual branch', async () => {
    const found = await differenceOf(gpu, rmsNormBackwardCase(RMS_NORM_SIZES.real, true), {
      constants: { ACCUMULATE: false },
    });
    expect(found).toContain('differs');
  });
});
