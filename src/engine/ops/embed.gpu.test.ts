import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { embedCase, embedCases, EMBED_SIZES as SIZES } from './testing/embed.cases.ts';
import { folded } from './testing/folded.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('embed agrees with the reference', () => {
  for (const c of embedCases()) test(c.name, () => checkCase(gpu, c));
  test('workgroups folded into two dispatch dimensions', () => checkCase(gpu, folded(embedCase(SIZES.real, 'bf16'))));
});

describe('a wrong embed is caught', () => {
  test('a shard that takes the id without its first row', async () => {
    expect(await differenceOf(gpu, embedCase(SIZES.odd, 'f16'), { text: ['id - args.x', 'id % OUT'] })).toContain(
      'differs',
    );
  });

  test('the last row of a shard left out', async () => {
    const found = await differenceOf(gpu, embedCase(SIZES.odd, 'f32'), {
      text: ['args.x + OUT', 'args.x + OUT - 1u'],
    });
    expect(found).toContain('never written');
  });
});
