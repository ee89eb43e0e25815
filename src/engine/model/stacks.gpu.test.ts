import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { createEngine } from '../engine.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { TINY_SETTINGS, tinyParams, tinyRows } from '../testing/tinyModel.ts';
import { LINEARS } from './linears.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});
afterAll(() => gpu.destroy());

const TILES = { 'matmulForward.nf4': 'block64', 'matmulBackward.nf4': 'block64' };

/** Two steps on all linears; the forward pass of the layers is run again before their backward pass. */
async function train(stack: 'stacked' | 'single') {
  const engine = await createEngine(
    gpu,
    tinyParams({
      kernels: stack === 'stacked' ? { ...TILES, stack } : {},
      lora: { rank: 8, alpha: 16, dropout: 0.1, targets: LINEARS, rslora: false },
      checkpointing: 'off',
    }),
  );
  const result = await engine.train({
    train: tinyRows(8),
    validation: [],
    settings: { ...TINY_SETTINGS, maxSteps: 2 },
    emit: () => undefined,
    save: async () => undefined,
  });
  engine.destroy();
  return result;
}

test('stacked products train as single ones do', async () => {
  const single = await train('single');
  const stacked = await train('stacked');
  for (const [i, step] of stacked.steps.entries()) {
    expect(step.loss).toBeCloseTo(single.steps[i]?.loss as number, 5);
    expect(step.gradNorm / (single.steps[i]?.gradNorm as number)).toBeCloseTo(1, 4);
  }
  for (const [i, { name, data }] of stacked.adapter.entries()) {
    const other = single.adapter[i];
    const worst = data.reduce((most, value, j) => Math.max(most, Math.abs(value - (other?.data[j] as number))), 0);
    expect([other?.name, worst < 1e-4]).toEqual([name, true]);
  }
}, 300_000);
