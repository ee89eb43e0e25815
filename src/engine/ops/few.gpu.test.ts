import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { fewCases, fewGatedCase, fewSectionsCase } from './testing/few.cases.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('stacks of few rows agree with the f64 reference', () => {
  for (const c of fewCases()) test(c.name, () => checkCase(gpu, c));
});

test('a wrong one is caught', async () => {
  const sections = fewSectionsCase({ tokens: 3, widths: [36, 12, 20], kind: 'nf4', adapted: [0, 2], rank: 8 });
  expect(await differenceOf(gpu, sections, { constants: { BEGIN_2: 44 } })).toContain('y differs');
  expect(await differenceOf(gpu, sections, { constants: { U_2: 0xffff_ffff } })).toContain('y differs');
  const gated = fewGatedCase(1, 36, 'nf4', true);
  expect(await differenceOf(gpu, gated, { text: ['weight4(output + COLUMNS, k)', 'weight4(output, k)'] })).toContain(
    'act differs',
  );
});
