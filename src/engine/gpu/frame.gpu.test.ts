import { expect, test } from 'vitest';
import frameSource from '../../../shaders/lib/frame.wgsl?raw';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { persistentBuffer } from './buffers.ts';
import { openGpu } from './device.ts';
import { FRAME_BYTES, type Frame, frameBytes } from './frame.ts';
import { createPlan } from './plan.ts';
import { probeKernel } from './testing/kernels.ts';
import { bindPlan } from './testing/runPlan.ts';

test('a kernel reads every field of the frame as it was written', async () => {
  const gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  const names = [...frameSource.matchAll(/^\s*(\w+): (?:u32|f32),/gm)].map(([, name]) => name);
  const body = names.map((name, i) => `y[${i}] = bitcast<u32>(frame.${name});`).join('\n');
  const plan = createPlan('frame');
  const y = persistentBuffer('y', FRAME_BYTES);
  plan.dispatch({ kernel: probeKernel(`if (lane == 0u) { ${body} }`), buffers: [y], grid: () => [1, 1, 1] });
  const bound = await bindPlan(gpu, plan);
  const update = { lr: 1e-4, weightDecay: 0.01, beta1: 0.8, beta2: 0.95, eps: 1e-6, maxGradNorm: 2, update: 3 };
  const frame: Frame = { tokens: 1, rows: 2, seed: -4, step: 5, microStep: 6, count: 7, emitted: 8, update };
  await bound.run(frame);
  expect(await bound.read(y, names.length)).toEqual([...new Uint32Array(frameBytes(frame))]);
  await bound.close();
  gpu.destroy();
});
