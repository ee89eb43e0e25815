import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { attentionDecodeCase, attentionDecodeCases, DECODE_SIZES as SIZES } from './testing/attentionDecode.cases.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('attention of one token per sequence agrees with the f64 reference', () => {
  for (const c of attentionDecodeCases()) test(c.name, () => checkCase(gpu, c));
});

test('a wrong one is caught', async () => {
  const c = attentionDecodeCase(SIZES.several);
  expect(await differenceOf(gpu, c, { text: ['begin += LANES', 'begin += 2u * LANES'] })).toContain('o differs');
  expect(await differenceOf(gpu, c, { text: ['begin + lane == last)', 'false)'] })).toContain('o differs');
  expect(await differenceOf(gpu, c, { text: ['newKey[j] = a * c - b * s', 'newKey[j] = a'] })).toContain(
    'keys differs',
  );
  const seven = attentionDecodeCase(SIZES.seven);
  expect(await differenceOf(gpu, seven, { text: ['workgroup.z * 4u', '0u'] })).toContain('o differs');
});
