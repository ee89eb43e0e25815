import { expect, test } from 'vitest';
import { listKept } from './keptModels.ts';
import { type CachedModel, cacheFolder, writeManifest } from './modelCache.ts';
import { findCached } from './openHubModel.ts';
import { memoryStore } from './testing/memoryStore.ts';

const NEW = 'a'.repeat(40);
const OLD = 'b'.repeat(40);

async function shelf() {
  const store = memoryStore();
  const put = async (
    id: string,
    commit: string,
    change: Partial<CachedModel>,
    sizes: Readonly<Record<string, readonly [named: number, here: number]>>,
  ) => {
    const files = Object.entries(sizes).map(([name, [sizeBytes, here]]) => ({
      ...{ name, sizeBytes, sha256: null, complete: here === sizeBytes },
    }));
    const folder = cacheFolder({ id, commit, files });
    const manifest = { formatVersion: 1 as const, licence: 'mit', architecture: null, revision: 'main', savedAt: null };
    await writeManifest(store, { ...manifest, id, commit, files, folder, ...change });
    for (const [name, [, here]] of Object.entries(sizes)) await store.write(`${folder}/${name}`, new Uint8Array(here));
    return folder;
  };
  return { store, put };
}

test('each model with its sizes, 4-bit forms apart, the newest first and those that are not whole last', async () => {
  const { store, put } = await shelf();
  const folder = await put('o/older', OLD, { savedAt: 1 }, { 'config.json': [2, 2], 'model.safetensors': [100, 100] });
  await store.write(`${folder}/nf4-double.safetensors`, new Uint8Array(30));
  await put('o/newer', NEW, { savedAt: 2, revision: 'v1' }, { 'm.gguf': [50, 50] });
  await put('o/part', NEW, {}, { 'config.json': [2, 2], 'model.safetensors': [100, 40] });
  const kept = await listKept(store);
  expect(
    kept.map(({ name, complete, modelBytes, haveBytes, formBytes }) => [
      name,
      complete,
      modelBytes,
      haveBytes,
      formBytes,
    ]),
  ).toEqual([
    ['hf:o/newer@v1/m.gguf', true, 50, 50, 0],
    ['hf:o/older', true, 102, 102, 30],
    ['hf:o/part', false, 102, 42, 0],
  ]);
});

test('a copy whose revision has moved on goes by its commit; both are found by their names', async () => {
  const { store, put } = await shelf();
  await put('o/m', OLD, { savedAt: 1 }, { 'model.safetensors': [1, 1] });
  await put('o/m', NEW, { savedAt: 2 }, { 'model.safetensors': [1, 1] });
  const kept = await listKept(store);
  expect(kept.map(({ name }) => name)).toEqual(['hf:o/m', `hf:o/m@${'b'.repeat(12)}`]);
  for (const { id, revision, name, commit } of kept) {
    const asked = name.includes('@') ? name.slice(name.indexOf('@') + 1) : revision;
    expect((await findCached(store, { id, revision: asked, file: null }))?.commit).toBe(commit);
  }
});
