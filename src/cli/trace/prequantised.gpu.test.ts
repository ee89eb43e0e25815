import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { type GpuContext, openGpu } from '../../engine/gpu/device.ts';
import { distance } from '../../engine/testing/goldenCase.ts';
import { toF32 } from '../../formats/floats.ts';
import { caseFolder, tensorOf } from './caseFolder.ts';
import { tracePrequantised } from './prequantised.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});
afterAll(() => gpu.destroy());

it("a checkpoint that bitsandbytes saved in 4 bits gives bitsandbytes' logits", async () => {
  const path = fileURLToPath(new URL('../../engine/testing/golden/qwen3/prequantised', import.meta.url));
  const folder = caseFolder(path);
  const [output] = (await tracePrequantised(folder, gpu)).tensors ?? [];
  const expected = tensorOf(await caseFolder(`${path}/..`).tensors('expected.safetensors'), 'logits_nf4_base');
  expect(output?.shape).toEqual(expected.shape);
  const { worst, top } = distance(toF32('F32', output?.bytes as Uint8Array), toF32('F32', expected.bytes));
  expect(worst).toBeLessThanOrEqual(1e-4 + 2e-5 * top);
});
