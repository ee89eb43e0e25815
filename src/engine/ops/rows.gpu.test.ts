import { beforeAll, describe, expect, test } from 'vitest';
import { folded } from './testing/folded.ts';
import { checkCase, differenceOf, type OpBench, openOpBench } from './testing/opBench.ts';
import { gatherRowsCase, rowsCases, ROWS_SIZES as SIZES, scatterRowsCase } from './testing/rows.cases.ts';

let bench: OpBench;
beforeAll(async () => {
  bench = await openOpBench();
});

describe('gatherRows and scatterRows agree with the reference', () => {
  for (const c of rowsCases()) test(c.name, () => checkCase(bench, c));
  test('workgroups folded into two dispatch dimensions', async () => {
    await checkCase(bench, folded(gatherRowsCase(SIZES.real)));
    await checkCase(bench, folded(scatterRowsCase(SIZES.real)));
  });
});

describe('wrong rows are caught', () => {
  test('gather that ignores the index', async () => {
    expect(await differenceOf(bench, gatherRowsCase(SIZES.odd), { text: ['index[row]', 'row'] })).toContain('differs');
  });

  test('gather of every token', async () => {
    const found = await differenceOf(bench, gatherRowsCase(SIZES.odd), {
      text: ['row >= frame.rows', 'row > frame.rows'],
    });
    expect(found).toContain('differs');
  });

  test('scatter that leaves other tokens as they are', async () => {
    const mutation = { text: ['dx[i] = value;', 'if (row != 0xffffffffu) { dx[i] = value; }'] } as const;
    expect(await differenceOf(bench, scatterRowsCase(SIZES.odd), mutation)).toContain('never written');
  });
});
