import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { dequantiseCase, dequantiseCases, DEQUANTISE_SIZES as SIZES } from './testing/dequantise.cases.ts';
import { folded } from './testing/folded.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('dequantise gives the bits of the CPU', () => {
  for (const c of dequantiseCases()) test(c.name, () => checkCase(gpu, c));
  test('workgroups folded into two dispatch dimensions', () => checkCase(gpu, folded(dequantiseCase(SIZES.real))));
});

test('a scale of the neighbouring block is caught', async () => {
  const found = await differenceOf(gpu, dequantiseCase(SIZES.odd), {
    text: ['absmax[group >> 4u]', 'absmax[(group + 1u) >> 4u]'],
  });
  expect(found).toContain('differs');
});
