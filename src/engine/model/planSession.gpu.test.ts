import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { tinyParams } from '../testing/tinyModel.ts';
import { openSession, planSession } from './session.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});
afterAll(() => gpu.destroy());

test.each(['on', 'off'] as const)(
  'a plan is what the session then allocates, checkpointing %s',
  async (checkpointing) => {
    const params = tinyParams({ checkpointing, capacity: { tokens: 48, context: 32 } });
    const session = await openSession(gpu, params);
    try {
      const plan = planSession({ ...params, kernels: session.info.kernels }, gpu.device.limits, true);
      const { memory, parameters, trainableParameters } = session.info;
      expect(plan).toEqual({ memory, checkpointing: checkpointing === 'on', parameters, trainableParameters });
      // Before anything was timed the plan may differ by a scratch matrix, not by more.
      const likely = planSession(params, gpu.device.limits, true);
      expect(likely.memory.totalBytes).toBeGreaterThan(0.9 * memory.totalBytes);
      expect(likely.memory.totalBytes).toBeLessThan(1.2 * memory.totalBytes);
    } finally {
      session.destroy();
    }
  },
);
