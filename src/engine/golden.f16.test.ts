import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHalfGpu } from '../../tools/testing/gpu.ts';
import { createEngine } from './engine.ts';
import { type GpuContext, openGpu } from './gpu/device.ts';
import { parseModelConfig } from './model/config.ts';
import { byName, expectWithin } from './testing/expectWithin.ts';
import {
  CASES,
  distance,
  goldenJson,
  goldenLora,
  goldenRows,
  goldenSource,
  goldenTensors,
} from './testing/goldenCase.ts';
import { TINY_SETTINGS, tinyParams, tinyRows } from './testing/tinyModel.ts';
import { capacityFor } from './train/batches.ts';

/** One tiling, since software adapters take seconds to compile each. */
const KERNELS = { precision: 'f16', 'matmulForward.nf4': 'half64', 'matmulBackward.nf4': 'half64' };

/** As an adapter with half precision and without subgroup matrices. */
let gpu: GpuContext;
beforeAll(async () => {
  gpu = { ...(await openGpu(await openHalfGpu())), matrices: false };
});
afterAll(() => gpu.destroy());

describe.each(CASES)('%s in f16 against transformers, PEFT and bitsandbytes in f32', (name) => {
  test('loss within 0.02, every gradient within 2e-2', async () => {
    const { lora, doubleQuant } = goldenLora(name);
    const { rows } = goldenRows(name);
    const expected = goldenTensors(name, 'expected.safetensors');
    const engine = await createEngine(gpu, {
      config: parseModelConfig(goldenJson(name, 'config.json')),
      source: goldenSource(name),
      quantisation: { kind: 'nf4', doubleQuant },
      lora,
      initialAdapter: goldenTensors(name, 'adapter_init.safetensors'),
      seed: 0,
      capacity: { tokens: capacityFor(rows, rows.length), context: 0 },
      training: true,
      checkpointing: 'off',
      kernels: KERNELS,
      trace: true,
    });
    expect(engine.info.tier).toEqual({ name: 'half', reason: 'resumed' });
    const { lossSum, lossCount } = await engine.trace(rows, true);
    const wanted = byName(expected, 'loss_sum')[0] as number;
    const grads = await engine.gradients(rows);
    engine.destroy();
    expect(Math.abs(lossSum - wanted) / lossCount).toBeLessThan(0.02);
    let worst = 0;
    for (const { name: key, data } of grads) {
      const golden = byName(expected, `grad.${key}`);
      expectWithin(`grad.${key}`, data, golden, 0, 2e-2);
      const { worst: difference, top } = distance(data, golden);
      worst = Math.max(worst, difference / top);
    }
    console.log(
      `${name}: loss per token ${(lossSum / lossCount).toFixed(6)} against ${(wanted / lossCount).toFixed(6)}, largest gradient error ${worst.toExponential(1)}`,
    );
  });
});

test('training in f16 with the loss scaler follows f32', async () => {
  const train = async (precision: 'f16' | 'f32') => {
    const engine = await createEngine(gpu, tinyParams({ precision }));
    const { steps } = await engine.train({
      train: tinyRows(7),
      validation: [],
      settings: { ...TINY_SETTINGS, epochs: 6 },
      emit: () => {},
      save: async () => {},
    });
    engine.destroy();
    return steps;
  };
  const half = await train('f16');
  const full = await train('f32');
  expect(half.some(({ skipped }) => !skipped)).toBe(true);
  for (const [i, { loss }] of half.entries()) expect(Math.abs(loss - (full[i]?.loss ?? 0))).toBeLessThan(0.02);
});
