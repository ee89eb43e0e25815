import { expect, test } from 'vitest';
import { slotCheckpoints } from './slotCheckpoints.ts';
import type { StoreFiles } from './storeFiles.ts';
import { exampleCheckpoint as checkpoint } from './testing/exampleCheckpoint.ts';

function memoryFiles() {
  const stored = new Map<string, Uint8Array<ArrayBuffer>>();
  let keep = 1;
  const files: StoreFiles = {
    read: async (name) => stored.get(name) ?? null,
    write: async (name, bytes) => {
      stored.set(name, bytes.slice(0, Math.floor(bytes.length * keep)));
      if (keep < 1) throw new Error('crashed');
    },
    remove: async (name) => void stored.delete(name),
    sizeBytes: async () => 0,
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

test('what is later than a step can be forgotten, and the next save keeps what is left', async () => {
  const { files, crashAt } = memoryFiles();
  const store = slotCheckpoints(files);
  await store.save(checkpoint(1));
  await store.save(checkpoint(2));
  await store.forgetAfter(1);
  expect((await store.load())?.state.step).toBe(1);
  crashAt(0.5);
  await expect(store.save(checkpoint(2))).rejects.toThrow('crashed');
  expect((await store.load())?.state.step).toBe(1);
  await store.forgetAfter(0);
  expect(await store.load()).toBeNull();
});
