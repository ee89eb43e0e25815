import { beforeAll, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import type { Kernel } from '../gpu/kernel.ts';
import { createSubmitQueue } from '../gpu/submitQueue.ts';
import { openOpGpu } from '../ops/testing/opGpu.ts';
import { openAttentionProbe } from './attentionProbe.ts';

const SHAPE = { heads: 2, kvHeads: 1, headDim: 32 };
const DOCUMENTS = [3, 36];

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

const errors = (on: GpuContext) => openAttentionProbe(on, SHAPE, 'rows', DOCUMENTS).errors(createSubmitQueue(on));

test('right kernels differ from sums in f64 by roundings alone', async () => {
  for (const [name, error] of Object.entries(await errors(gpu))) {
    expect(error, name).toBeGreaterThan(0);
    expect(error, name).toBeLessThan(1e-5);
  }
});

test('a wrong kernel is seen in its own result and in no other', async () => {
  const kernels = new Map<string, Kernel>();
  const { pipelines } = gpu;
  const swapped = {
    ...pipelines,
    compile: (list: Iterable<Kernel>) => {
      for (const kernel of list) kernels.set(kernel.definition.name, kernel);
      return pipelines.compile(kernels.values());
    },
    get: (kernel: Kernel) => {
      const wrong = kernel.definition.name === 'attentionBackwardQuery' && kernels.get('attentionBackwardKey');
      return pipelines.get(wrong || kernel);
    },
  };
  const { dq, ...others } = await errors({ ...gpu, pipelines: swapped });
  expect(dq).toBeGreaterThan(0.5);
  for (const [name, error] of Object.entries(others)) expect(error, name).toBeLessThan(1e-5);
});
