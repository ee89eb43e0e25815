import { expect, test } from 'vitest';
import { diskModelFiles } from '../cli/diskModel.ts';
import { openModel } from '../hub/openModel.ts';
import { defaultConfig, type RunConfig } from './config.ts';
import type { RowLengths } from './plan.ts';
import { planRun } from './planRun.ts';

const model = await openModel(diskModelFiles('public/models/mini'));
const GPU = { software: false, limits: { maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 27 } };
const LENGTHS: RowLengths = {
  longest: [400, 300, 200, 100],
  longestPrompt: 60,
  tokens: { train: 8000, validation: 1000, test: 1000 },
};

/** Fails the test where the plan was refused. */
function planned(changes: Partial<RunConfig> = {}) {
  const plan = planRun({ ...defaultConfig(), model: 'mini', ...changes }, model, LENGTHS, GPU);
  if (plan.kind === 'refused') throw new Error(plan.message);
  return plan;
}

test('a plan has room for the longest rows of a batch and counts every byte, without reading a weight', () => {
  const unreadable = { ...model, tensors: { ...model.tensors, read: () => Promise.reject(new Error('was read')) } };
  const plan = planRun({ ...defaultConfig(), model: 'mini' }, unreadable, LENGTHS, GPU);
  expect(plan).toMatchObject({ kind: 'planned', batchTokens: 700, context: 512, checkpointing: false });
  const { memory, trainableParameters, parameters } = planned();
  expect(memory.items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(memory.totalBytes);
  // 4 layers: A [8, 128] and B [128, 8] of q_proj, A [8, 128] and B [64, 8] of v_proj.
  expect(trainableParameters).toBe(4 * 8 * (128 + 128 + 128 + 64));
  expect(parameters).toBeGreaterThan(50 * trainableParameters);
});

test('what saves memory says so before it is chosen', () => {
  const { totalBytes } = planned().memory;
  expect(planned({ checkpointing: 'on' }).memory.totalBytes).toBeLessThan(totalBytes);
  expect(planned({ batchSize: 1 }).memory.totalBytes).toBeLessThan(totalBytes);
  expect(planned({ predictions: 0 }).context).toBe(60 + 64);
  expect(planned({ maxNewTokens: 100 }).context).toBe(60 + 100);
});

test('examples in the prompt take room for longer rows and answers', () => {
  const plan = planned({ fewShot: 3 });
  // Twice the maximum length is more than a batch of 700 tokens; the model reads 1,024.
  expect(plan).toMatchObject({ batchTokens: 700, context: 1024 });
  expect(plan.memory.totalBytes).toBeGreaterThan(planned().memory.totalBytes);
});

test('a buffer beyond the limits, or a context that the model cannot take, is refused in words', () => {
  const limits = { maxBufferSize: 2 ** 18, maxStorageBufferBindingSize: 2 ** 18 };
  const small = planRun({ ...defaultConfig(), model: 'mini' }, model, LENGTHS, { ...GPU, limits });
  expect(small).toMatchObject({ kind: 'refused', message: expect.stringMatching(/needs \d+ bytes .*shorter maximum/) });
});
