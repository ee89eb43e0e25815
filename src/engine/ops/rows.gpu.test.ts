import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { folded } from './testing/folded.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { gatherRowsCase, rowsCases, ROWS_SIZES as SIZES, scatterRowsCase } from './testing/rows.cases.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('gatherRows and scatterRows agree with the reference', () => {
  for (const c of rowsCases()) test(c.name, () => checkCase(gpu, c));
  test('workgroups folded into two dispatch dimensions', async () => {
    await checkCase(gpu, folded(gatherRowsCase(SIZES.real)));
    await checkCase(gpu, folded(scatterRowsCase(SIZES.real)));
  });
});

describe('wrong rows are caught', () => {
  test('gather that ignores the index', async () => {
    expect(await differenceOf(gpu, gatherRowsCase(SIZES.odd), { text: ['index[row]', 'row'] })).toContain('differs');
  });

  test('gather of every token', async () => {
    const found = await differenceOf(gpu, gatherRowsCase(SIZES.odd), {
      text: ['row >= frame.rows', 'row > frame.rows'],
    });
    expect(found).toContain('differs');
  });

  test('scatter that leaves other tokens as they are', async () => {
    const mutation = { text: ['dx[i] = value;', 'if (row != 0xffffffffu) { dx[i] = value; }'] } as const;
    expect(await differenceOf(gpu, scatterRowsCase(SIZES.odd), mutation)).toContain('never written');
  });
});
