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
    const found = await differenceOf(gpu, argmaxCase(1000, [300, 44]), {
      text: ['+ i] > value', '+ i] >= value'],
    });
    expect(found).toContain('differs');
  });

  test('a tie between lanes that goes to the lower lane', async () => {
    // 256 is seen by lane 0, 255 by the last one.
    const mutation = { text: ['bestId[other] < bestId[lane]', 'false'] } as const;
    expect(await differenceOf(gpu, argmaxCase(1000, [255, 256]), mutation)).toContain('differs');
  });
});
