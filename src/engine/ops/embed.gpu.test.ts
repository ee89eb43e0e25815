import { beforeAll, describe, expect, test } from 'vitest';
import { embedCase, embedCases, EMBED_SIZES as SIZES } from './testing/embed.cases.ts';
import { folded } from './testing/folded.ts';
import { checkCase, differenceOf, type OpBench, openOpBench } from './testing/opBench.ts';

let bench: OpBench;
beforeAll(async () => {
  bench = await openOpBench();
});

describe('embed agrees with the reference', () => {
  for (const c of embedCases()) test(c.name, () => checkCase(bench, c));
  test('workgroups folded into two dispatch dimensions', () => checkCase(bench, folded(embedCase(SIZES.real, 'bf16'))));
});

describe('a wrong embed is caught', () => {
  test('a shard that takes the id without its first row', async () => {
    expect(await differenceOf(bench, embedCase(SIZES.odd, 'f16'), { text: ['id - args.x', 'id % OUT'] })).toContain(
      'differs',
    );
  });

  test('the last row of a shard left out', async () => {
    const found = await differenceOf(bench, embedCase(SIZES.odd, 'f32'), {
      text: ['args.x + OUT', 'args.x + OUT - 1u'],
    });
    expect(found).toContain('never written');
  });
});
