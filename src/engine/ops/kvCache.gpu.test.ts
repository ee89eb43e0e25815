import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { folded } from './testing/folded.ts';
import { attentionCachedCase, kvCacheCases, ropeAppendCase, CACHE_SIZES as SIZES } from './testing/kvCache.cases.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('attention to the cache agrees with the f64 reference', () => {
  for (const c of kvCacheCases()) test(c.name, () => checkCase(gpu, c));
  test('workgroups folded into two dispatch dimensions', () => checkCase(gpu, folded(ropeAppendCase(SIZES.prompt))));
});

describe('a wrong cache is caught', () => {
  test('new tokens put over the first ones', async () => {
    const mutation = { text: ['let cacheRow = segmentEnd[token] - 1u;', 'let cacheRow = token;'] } as const;
    const found = await differenceOf(gpu, ropeAppendCase(SIZES.more), mutation);
    expect(found).toContain('keys differs');
    expect(found).toContain('values differs');
  });

  test('values where keys belong, keys as they came', async () => {
    const values = { text: ['head - HEADS - KV_HEADS', 'head - HEADS'] } as const;
    expect(await differenceOf(gpu, ropeAppendCase(SIZES.more), values)).toContain('values differs');
    const keys = { text: ['keys[at] = a * c - b * s', 'keys[at] = a'] } as const;
    expect(await differenceOf(gpu, ropeAppendCase(SIZES.next), keys)).toContain('keys differs');
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
