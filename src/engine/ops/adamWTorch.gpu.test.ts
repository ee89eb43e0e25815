import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { adamW } from './adamW.ts';
import golden from './fixtures/adamw.json' with { type: 'json' };
import { opCase } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { bindCase } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

describe('five steps of torch.optim.AdamW', () => {
  for (const { betas, eps, weightDecay, initial, steps } of golden) {
    test(`betas ${betas}, eps ${eps}, weight decay ${weightDecay}`, async () => {
      const count = initial.length;
      const frame = { tokens: 0, rows: 0 };
      const bound = await bindCase(
        gpu,
        opCase({
          name: 'adamW, step by step',
          frame,
          data: {
            stats: Float32Array.of(0, 0, 1, 0),
            grads: new Float32Array(count),
            parameters: Float32Array.from(initial),
            m: new Float32Array(count),
            v: new Float32Array(count),
          },
          record: (plan, b) => adamW(plan, count, b),
          expected: () => ({}),
        }),
      );
      const [beta1, beta2] = betas;
      for (const [i, step] of steps.entries()) {
        bound.write('grads', Float32Array.from(step.grad));
        const update = { lr: step.lr, weightDecay, beta1, beta2, eps, maxGradNorm: 0, update: i + 1 };
        await bound.run({ ...frame, update });
        for (const [name, values] of [
          ['parameters', step.param],
          ['m', step.m],
          ['v', step.v],
        ] as const) {
          const got = await bound.read(name);
          // m is a difference of larger numbers now and then: its error is theirs.
          const scale = name === 'm' ? Math.max(...values.map(Math.abs)) : 0;
          for (const [j, e] of values.entries()) {
            const what = `${name}[${j}] after step ${i + 1}: ${got[j]}, torch ${e}`;
            expect(Math.abs(got[j] - e), what).toBeLessThanOrEqual(5e-7 * Math.max(Math.abs(e), scale));
          }
        }
      }
      await bound.close();
    });
  }
});
