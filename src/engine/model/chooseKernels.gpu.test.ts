import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { RunError } from '../../lib/errors.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { type Kernel, specialise } from '../gpu/kernel.ts';
import { createSubmitQueue } from '../gpu/submitQueue.ts';
import { tinyParams } from '../testing/tinyModel.ts';
import { chooseKernels } from './chooseKernels.ts';
import { declareWeights } from './weights.ts';

const { config, source, quantisation } = tinyParams();
const weights = declareWeights(config, source, quantisation, 2 ** 27);
const DIRECT = 'matmulForward.register.nf4';
const DECODED = 'dequantise';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});
afterAll(() => gpu.destroy());

/** A kernel that leaves everything as it is. */
const idle = ({ definition: { access } }: Kernel) =>
  specialise({ name: `idle ${access}`, source: '@compute @workgroup_size(1) fn main() {}', libs: [], access }, {});

/** The choice for NF4 forward on a GPU where the kernels of these names do nothing, or do not compile. */
async function choose({ idling = [], broken = [] }: { idling?: string[]; broken?: string[] }) {
  const { pipelines } = gpu;
  const changed: GpuContext = {
    ...gpu,
    timed: new Map(),
    tuneStore: null,
    pipelines: {
      ...pipelines,
      compile: async (kernels, onDone) => {
        const list = [...kernels];
        const failed = list.find(({ definition: { name } }) => broken.includes(name));
        if (failed) throw new RunError(`${failed.definition.name} did not compile`);
        await pipelines.compile([...list, ...list.map(idle)], onDone);
      },
      get: (kernel) => pipelines.get(idling.includes(kernel.definition.name) ? idle(kernel) : kernel),
    },
  };
  const context = { gpu: changed, queue: createSubmitQueue(changed), precision: 'f32', shape: config } as const;
  return (await chooseKernels(context, weights, {}, () => undefined)).choices['matmulForward.nf4'];
}

test('a kernel that computes wrongly, or does not compile, is not chosen', async () => {
  expect(await choose({ idling: [DIRECT] })).toBe('scratch');
  expect(await choose({ idling: [DECODED] })).toBe('register');
  expect(await choose({ broken: [DIRECT] })).toBe('scratch');
  expect(await choose({ broken: [DECODED] })).toBe('register');
});

test('where none is right that is said, with the product; where one did not compile, with its message', async () => {
  await expect(choose({ idling: [DIRECT, DECODED] })).rejects.toThrow('computes matmulForward.nf4 wrongly');
  await expect(choose({ broken: [DIRECT], idling: [DECODED] })).rejects.toThrow(`${DIRECT} did not compile`);
});
