import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { argmaxCase, argmaxCases } from './testing/argmax.cases.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('argmax agrees with the reference', () => {
  for (const c of argmaxCases()) test(c.name, () => checkCase(gpu, c));
});

describe('a wrong argmax is caught', () => {
  test('a tie inside a lane that goes to the later id', async () => {
    const found = await differenceOf(gpu, argmaxCase(1000, [46, 44]), {
      text: ['four[c] > value', 'four[c] >= value'],
    });
    expect(found).toContain('differs');
  });

  test('a tie between lanes that goes to the lower lane', async () => {
    // 1024 is seen by lane 0, 1023 by the last one.
    const mutation = { text: ['bestId[other] < bestId[lane]', 'false'] } as const;
    expect(await differenceOf(gpu, argmaxCase(2000, [1023, 1024]), mutation)).toContain('differs');
  });
});
