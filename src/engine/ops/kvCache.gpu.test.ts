import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { folded } from './testing/folded.ts';
import { appendCacheCase, attentionCachedCase, kvCacheCases, CACHE_SIZES as SIZES } from './testing/kvCache.cases.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('attention to the cache agrees with the f64 reference', () => {
  for (const c of kvCacheCases()) test(c.name, () => checkCase(gpu, c));
  test('workgroups folded into two dispatch dimensions', () => checkCase(gpu, folded(appendCacheCase(SIZES.prompt))));
});

describe('a wrong cache is caught', () => {
  test('new tokens put over the first ones', async () => {
    const found = await differenceOf(gpu, appendCacheCase(SIZES.more), {
      text: ['(segmentEnd[token] - 1u) * (WIDTH / 4u) + i % (WIDTH / 4u)', 'i'],
    });
    expect(found).toContain('differs');
  });

  test('the context forgotten', async () => {
    const mutation = { text: ['segmentEnd[token] - 1u', 'segmentStart[token]'] } as const;
    expect(await differenceOf(gpu, attentionCachedCase(SIZES.next), mutation)).toContain('differs');
  });

  test('keys beyond the newest token', async () => {
    const mutation = { text: ['segmentEnd[token] - 1u', 'segmentEnd[token]'] } as const;
    expect(await differenceOf(gpu, attentionCachedCase(SIZES.next), mutation)).toContain('differs');
  });
});
