import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { folded } from './testing/folded.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { ropeCase, ropeCases, ropePairCase, ROPE_SIZES as SIZES } from './testing/rope.cases.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('rope agrees with the f64 reference', () => {
  for (const c of ropeCases()) test(c.name, () => checkCase(gpu, c));
  test('workgroups folded into two dispatch dimensions', () => checkCase(gpu, folded(ropeCase(SIZES.real, false))));
});

describe('a wrong rope is caught', () => {
  test('neighbours turned in place of halves', async () => {
    const mutation = { text: ['(HEAD / LANE) + j;', '(HEAD / LANE) + 2u * j;'] } as const;
    expect(await differenceOf(gpu, ropeCase(SIZES.odd, false), mutation)).toContain('differs');
  });

  test('positions that run on from one document to the next', async () => {
    const mutation = { text: ['position[token]', 'token'] } as const;
    expect(await differenceOf(gpu, ropeCase(SIZES.real, false), mutation)).toContain('differs');
  });

  test('keys where the queries lie', async () => {
    const mutation = { text: ['head - HEADS', 'head'] } as const;
    expect(await differenceOf(gpu, ropePairCase(SIZES.real, 3, true), mutation)).toContain('y differs');
  });

  test('backward that turns forward', async () => {
    const mutation = { constants: { SIGN: { f32: 1 } } };
    expect(await differenceOf(gpu, ropeCase(SIZES.odd, true), mutation)).toContain('differs');
  });
});
