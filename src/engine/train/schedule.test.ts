import { expect, test } from 'vitest';
import gradScaler from '../testing/golden/optim/gradscaler.json';
import schedules from '../testing/golden/optim/schedules.json';
import type { ScheduleName } from '../types.ts';
import { updateLossScale } from './lossScaler.ts';
import { learningRate } from './schedule.ts';

test.each(schedules.map((s) => [`${s.name}, T ${s.total_steps}, W ${s.warmup_steps}`, s] as const))(
  '%s as in transformers',
  (_, s) => {
    const name = (['linear', 'cosine', 'constant'] as const satisfies readonly ScheduleName[]).find((n) =>
      s.name.startsWith(n),
    );
    if (!name) throw new Error(`no schedule for ${s.name}`);
    const shape = { name, baseLr: s.base_lr, warmupSteps: s.warmup_steps, totalSteps: s.total_steps };
    for (const [k, lr] of s.lrs.entries())
      expect(Math.abs(learningRate(shape, k) - lr), `step ${k}`).toBeLessThanOrEqual(1e-14 * s.base_lr);
  },
);

test('with warmup the first step runs at 0 and the last one above 0', () => {
  const shape = { name: 'linear', baseLr: 2e-4, warmupSteps: 10, totalSteps: 100 } as const;
  expect([0, 1, 10].map((k) => learningRate(shape, k))).toEqual([0, 2e-5, 2e-4]);
  expect(learningRate(shape, 99)).toBeCloseTo(2.2222e-6, 9);
});

test.each(gradScaler.map((g, i) => [i, g] as const))('loss scale, run %i as in torch', (_, g) => {
  let state = { scale: g.init_scale, goodSteps: 0 };
  for (const event of g.events) {
    expect(state.scale).toBe(event.scale_used);
    const { applied, ...next } = updateLossScale(state, event.overflow, g.growth_interval);
    expect([applied, next.scale, next.goodSteps]).toEqual([event.applied, event.scale_after, event.good_steps_after]);
    state = next;
  }
});
