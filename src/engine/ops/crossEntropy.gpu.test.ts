import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import {
  crossEntropyCase,
  crossEntropyCases,
  CROSS_ENTROPY_SIZES as SIZES,
  sumLossCase,
} from './testing/crossEntropy.cases.ts';
import { folded } from './testing/folded.ts';
import { narrow } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('crossEntropy agrees with the f64 reference', () => {
  for (const c of crossEntropyCases()) test(c.name, () => checkCase(gpu, c));
  for (const c of crossEntropyCases().map(narrow)) test(c.name, () => checkCase(gpu, c));
  test('rows folded into two dispatch dimensions', () => checkCase(gpu, folded(crossEntropyCase(SIZES.real, true))));
});

describe('a wrong crossEntropy is caught', () => {
  test('without the maximum taken off', async () => {
    const mutation = { text: ['max(top4, columns(base, i))', 'top4 * 0.0'] } as const;
    expect(await differenceOf(gpu, crossEntropyCase(SIZES.large, true), mutation)).toContain('differs');
  });

  test('with the padded columns in the softmax', async () => {
    const mutation = { constants: { VOCAB: 320 } };
    expect(await differenceOf(gpu, crossEntropyCase(SIZES.wide, true), mutation)).toContain('differs');
  });

  test('with the padded columns as they were', async () => {
    const mutation = { text: ['select(vec4<f32>(-3.0e38), logits[base + i], inside)', 'logits[base + i]'] } as const;
    expect(await differenceOf(gpu, crossEntropyCase(SIZES.wide, true), mutation)).toContain('logits differs');
  });

  test('normalised by the rows of this micro-batch', async () => {
    const mutation = { text: ['frame.invCount', '(1.0 / f32(frame.rows))'] } as const;
    expect(await differenceOf(gpu, crossEntropyCase(SIZES.real, true), mutation)).toContain('logits differs');
  });

  test('sumLoss that forgets the micro-batches before', async () => {
    const mutation = { text: ['stats[0] += total', 'stats[0] = total'] } as const;
    expect(await differenceOf(gpu, sumLossCase(255), mutation)).toContain('stats differs');
  });
});
