import { expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { createEngine } from '../engine.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { tinyParams } from '../testing/tinyModel.ts';

test('a session goes by the choices that an earlier one kept, and times what it cannot use', async () => {
  const gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  let kept: string | null = null;
  const tuneStore = {
    read: async () => kept,
    write: async (_: string, text: string) => {
      kept = text;
    },
  };
  const choicesNow = async () => {
    // As a new page would: the device's own memory of what was timed is gone.
    const context: GpuContext = { ...gpu, timed: new Map(), tuneStore };
    const engine = await createEngine(context, tinyParams({ capacity: { tokens: 8, context: 0 }, training: false }));
    engine.destroy();
    return engine.info.kernels;
  };
  const first = await choicesNow();
  const file = JSON.parse(kept ?? '') as { choices: Record<string, { variant: string }> };
  expect(file.choices['matmulForward.nf4.f32']?.variant).toBe(first['matmulForward.nf4']);

  const other = first['matmulForward.nf4'] === 'scratch' ? 'register' : 'scratch';
  const swap = (variant: string) => {
    (file.choices['matmulForward.nf4.f32'] as { variant: string }).variant = variant;
    kept = JSON.stringify(file);
  };
  swap(other);
  expect((await choicesNow())['matmulForward.nf4']).toBe(other);
  swap('matrix');
  expect(['register', 'scratch']).toContain((await choicesNow())['matmulForward.nf4']);
  gpu.destroy();
});
