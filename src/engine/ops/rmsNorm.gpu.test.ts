import { beforeAll, describe, expect, test } from 'vitest';
import { folded } from './testing/folded.ts';
import { checkCase, differenceOf, type OpBench, openOpBench } from './testing/opBench.ts';
import { RMS_NORM_SIZES, rmsNormBackwardCase, rmsNormCases, rmsNormForwardCase } from './testing/rmsNorm.cases.ts';

let bench: OpBench;
beforeAll(async () => {
  bench = await openOpBench();
});

describe('rmsNorm agrees with the f64 reference', () => {
  for (const c of rmsNormCases()) test(c.name, () => checkCase(bench, c));
  test('rows folded into two dispatch dimensions', async () => {
    await checkCase(bench, folded(rmsNormForwardCase(RMS_NORM_SIZES.heads)));
    await checkCase(bench, folded(rmsNormBackwardCase(RMS_NORM_SIZES.heads, false)));
  });
});

describe('a wrong rmsNorm is caught', () => {
  test('forward without eps', async () => {
    const found = await differenceOf(bench, rmsNormForwardCase(RMS_NORM_SIZES.odd), { constants: { EPS: { f32: 0 } } });
    expect(found).toContain('differs');
  });

  test('backward without the projection onto xhat', async () => {
    const found = await differenceOf(bench, rmsNormBackwardCase(RMS_NORM_SIZES.odd, false), {
      text: ['* r * mean', '* r'],
    });
    expect(found).toContain('differs');
  });

  test('backward that forgets the residual branch', async () => {
    const found = await differenceOf(bench, rmsNormBackwardCase(RMS_NORM_SIZES.real, true), {
      constants: { ACCUMULATE: false },
    });
    expect(found).toContain('differs');
  });
});
