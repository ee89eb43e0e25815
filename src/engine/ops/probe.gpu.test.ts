import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { copyCase, multiplyAddCase, probeCases } from './testing/probe.cases.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('the probes do the work that they are timed for', () => {
  for (const c of probeCases()) test(c.name, () => checkCase(gpu, c));
});

describe('a probe that does less is caught', () => {
  test('a step left out', async () => {
    expect(await differenceOf(gpu, multiplyAddCase(300), { constants: { STEPS: 4 } })).toContain('y differs');
  });

  test('a quarter copied', async () => {
    expect(await differenceOf(gpu, copyCase(5000, 4), { text: ['j < PER', 'j < 1u'] })).toContain('never written');
  });
});
