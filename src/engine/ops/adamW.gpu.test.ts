import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { adamW, gradNorm } from './adamW.ts';
import { adamWCase, adamWCases, ADAMW_COUNTS as COUNTS, gradNormCase, UPDATE } from './testing/adamW.cases.ts';
import { folded } from './testing/folded.ts';
import { narrow, opCase } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { normals } from './testing/randomData.ts';
import { bindCase, checkCase, differenceOf } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('gradNorm and adamW agree with the f64 reference', () => {
  for (const c of adamWCases()) test(c.name, () => checkCase(gpu, c));
  for (const c of adamWCases().map(narrow)) test(c.name, () => checkCase(gpu, c));
  test('workgroups folded into two dispatch dimensions', () => checkCase(gpu, folded(adamWCase(COUNTS.real))));
});

describe('gradients that are not finite', () => {
  const count = 300;
  /** norm and update in one plan, as the trainer records them. */
  const run = async (spoil: (data: { grads: Float32Array; stats: Float32Array }) => void) => {
    const data = {
      grads: normals(count, 1),
      stats: Float32Array.of(1.5, 0, 0, 0),
      parameters: normals(count, 2),
      m: normals(count, 3),
      v: normals(count, 4).map(Math.abs),
    };
    spoil(data);
    const test = opCase({
      name: 'update',
      frame: { tokens: 0, rows: 0, update: UPDATE },
      data,
      record: (plan, b) => {
        gradNorm(plan, count, b);
        adamW(plan, count, b);
      },
      expected: () => ({}),
    });
    const bound = await bindCase(gpu, test);
    await bound.run(test.frame);
    const stats = await bound.read('stats');
    let changed = false;
    for (const name of ['parameters', 'm', 'v'] as const) {
      const after = await bound.read(name);
      changed ||= after.some((value, i) => value !== data[name][i]);
    }
    await bound.close();
    return { failed: stats[3], changed };
  };

  const spoiled: readonly (readonly [string, Parameters<typeof run>[0]])[] = [
    ['an infinite gradient', ({ grads }) => grads.fill(Number.NEGATIVE_INFINITY, 123, 124)],
    ['a gradient that is NaN', ({ grads }) => grads.fill(Number.NaN, count - 1)],
    ['a norm that overflows', ({ grads }) => grads.fill(1e30, 5, 6)],
    ['an infinite loss', ({ stats }) => stats.fill(Number.POSITIVE_INFINITY, 0, 1)],
    ['a loss that is NaN', ({ stats }) => stats.fill(Number.NaN, 0, 1)],
    ['a failure before this step', ({ stats }) => stats.fill(1, 3)],
  ];
  for (const [what, spoil] of spoiled) {
    test(`${what} sets failed and changes nothing`, async () => {
      expect(await run(spoil)).toEqual({ failed: 1, changed: false });
    });
  }

  test('finite gradients and loss change the weights and set nothing', async () => {
    expect(await run(() => undefined)).toEqual({ failed: 0, changed: true });
  });
});

describe('a wrong update is caught', () => {
  test('clipping without the 1e-6', async () => {
    const c = gradNormCase(1, 1e-5, 1e-6);
    await checkCase(gpu, c);
    expect(await differenceOf(gpu, c, { text: ['(norm + 1e-6)', 'norm'] })).toContain('stats differs');
  });

  test('eps under the root', async () => {
    const c = adamWCase(COUNTS.odd);
    const mutation = {
      text: ['sqrt(square) / frame.sqrtBias2 + frame.eps', 'sqrt(square + frame.eps) / frame.sqrtBias2'],
    } as const;
    expect(await differenceOf(gpu, c, mutation)).toContain('parameters differs');
  });

  test('decay added to the gradient (Adam with L2)', async () => {
    const mutation = { text: ['parameters[i] * frame.decay', 'parameters[i]'] } as const;
    expect(await differenceOf(gpu, adamWCase(COUNTS.odd), mutation)).toContain('parameters differs');
  });

  test('gradients not clipped', async () => {
    expect(await differenceOf(gpu, adamWCase(COUNTS.odd), { text: ['* stats[2]', ''] })).toContain('m differs');
  });

  test('a share of the gradients left out of the norm', async () => {
    const c = gradNormCase(COUNTS.real, 10, 0.5);
    expect(await differenceOf(gpu, c, { text: ['i < COUNT', 'i < COUNT - 1u'] })).toContain('stats differs');
  });
});
