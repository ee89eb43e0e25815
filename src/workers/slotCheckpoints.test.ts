import { expect, test } from 'vitest';
import type { NamedTensor } from '../engine/types.ts';
import type { RunCheckpoint } from '../run/checkpoints.ts';
import { type SlotFiles, slotCheckpoints } from './slotCheckpoints.ts';

function checkpoint(step: number): RunCheckpoint {
  const tensors: NamedTensor[] = [{ name: 'a.lora_A.weight', shape: [2, 2], data: new Float32Array([step, 1, 2, 3]) }];
  return {
    state: {
      formatVersion: 1,
      step,
      appliedUpdates: step,
      settings: {
        epochs: 1,
        learningRate: 1e-3,
        batchSize: 1,
        gradientAccumulation: 1,
        warmupSteps: 0,
        schedule: 'linear',
        weightDecay: 0,
        maxGradNorm: 1,
        loggingSteps: 1,
        saveSteps: 1,
        evalSteps: null,
        maxSteps: null,
        patience: null,
        seed: 1,
      },
      lora: { rank: 2, alpha: 4, dropout: 0, targets: ['q_proj'], rslora: false },
      dataFingerprint: 'f',
      kernels: {},
      checkpointing: false,
      elapsedMs: 1,
      steps: [],
      validations: [],
      bestStep: null,
    },
    adapter: tensors,
    adamM: tensors,
    adamV: tensors,
    bestAdapter: null,
    answers: [],
    rateChanges: [],
  };
}

function memoryFiles() {
  const stored = new Map<string, Uint8Array<ArrayBuffer>>();
  let keep = 1;
  const files: SlotFiles = {
    read: async (name) => stored.get(name) ?? null,
    write: async (name, bytes) => {
      stored.set(name, bytes.slice(0, Math.floor(bytes.length * keep)));
      if (keep < 1) throw new Error('crashed');
    },
    remove: async (name) => void stored.delete(name),
  };
  return { stored, files, crashAt: (fraction: number) => (keep = fraction) };
}

test('loads the checkpoint of the last save', async () => {
  const { files } = memoryFiles();
  const store = slotCheckpoints(files);
  for (const step of [1, 2, 3]) await store.save(checkpoint(step));
  const loaded = await store.load();
  expect(loaded?.state.step).toBe(3);
  expect([...(loaded?.adapter[0]?.data ?? [])]).toEqual([3, 1, 2, 3]);
});

test.each([0, 0.3, 0.99])('a crash at %f of a write leaves the checkpoint before it', async (fraction) => {
  const { files, crashAt } = memoryFiles();
  const store = slotCheckpoints(files);
  await store.save(checkpoint(1));
  await store.save(checkpoint(2));
  crashAt(fraction);
  await expect(store.save(checkpoint(3))).rejects.toThrow('crashed');
  expect((await slotCheckpoints(files).load())?.state.step).toBe(2);
});

test('a new store never writes over the latest whole checkpoint', async () => {
  const { files, crashAt } = memoryFiles();
  const store = slotCheckpoints(files);
  await store.save(checkpoint(1));
  await store.save(checkpoint(2));
  crashAt(0.5);
  await expect(slotCheckpoints(files).save(checkpoint(3))).rejects.toThrow('crashed');
  expect((await slotCheckpoints(files).load())?.state.step).toBe(2);
});

test('nothing is left after clear', async () => {
  const { files, stored } = memoryFiles();
  const store = slotCheckpoints(files);
  await store.save(checkpoint(1));
  await store.clear();
  expect(await store.load()).toBeNull();
  expect(stored.size).toBe(0);
});
