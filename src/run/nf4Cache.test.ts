import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { quantiseNf4Bytes } from '../formats/nf4.ts';
import type { CachedModel } from '../hub/modelCache.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { openCachedModel } from '../hub/openHubModel.ts';
import { type MemoryStore, memoryStore } from '../hub/testing/memoryStore.ts';
import { withNf4Cache } from './nf4Cache.ts';

const NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
const Q = 'model.layers.3.self_attn.q_proj.weight';
const FORM = 'hub/mini/nf4-double.safetensors';

let store: MemoryStore;
let cached: CachedModel;
let model: LoadedModel;
beforeEach(async () => {
  store = memoryStore();
  for (const name of NAMES)
    store.files.set(
      `hub/mini/${name}`,
      new Uint8Array(readFileSync(new URL(`../../public/models/mini/${name}`, import.meta.url))),
    );
  const files = NAMES.map((name) => ({
    name,
    sizeBytes: store.files.get(`hub/mini/${name}`)?.length ?? 0,
    sha256: null,
    complete: true,
  }));
  cached = {
    formatVersion: 1,
    id: 'o/mini',
    commit: 'c',
    revision: 'main',
    licence: null,
    architecture: null,
    savedAt: null,
    files,
    folder: 'hub/mini',
  };
  model = await openCachedModel(store, cached);
});
const open = (doubleQuant = true) => withNf4Cache({ store, cached, model, doubleQuant });

describe('withNf4Cache', () => {
  it('makes the 4-bit form once; it gives the bits of quantising', async () => {
    const first = await open();
    const expected = quantiseNf4Bytes('F16', await model.tensors.read(Q), [128, 128], { doubleQuant: true });
    const tensor = await first.tensors.readNf4?.(Q, { doubleQuant: true });
    expect(tensor).toEqual(expected);
    const made = store.files.get(FORM);
    expect(first.tensors.tensors.length).toBe(model.tensors.tensors.length);
    store.files.delete('hub/mini/model.safetensors'); // the second start does not look at it
    const second = await open();
    expect(store.files.get(FORM)).toBe(made);
    expect(await second.tensors.readNf4?.(Q, { doubleQuant: true })).toEqual(expected);
    expect([...store.files.keys()].some((path) => path.endsWith('.part'))).toBe(false);
  });

  it('keeps single and double quantisation apart', async () => {
    await open();
    const single = await open(false);
    expect((await single.tensors.readNf4?.(Q, { doubleQuant: false }))?.nested).toBe(null);
  });

  it('does without where there is no room, and leaves nothing behind', async () => {
    store.room = 100_000;
    expect(await open()).toBe(model);
    expect([...store.files.keys()].some((path) => path.includes('nf4'))).toBe(false);
  });

  it('makes it anew where it was cut', async () => {
    await open();
    store.files.set(FORM, (store.files.get(FORM) as Uint8Array).slice(0, 1000));
    expect((await (await open()).tensors.readNf4?.(Q, { doubleQuant: true }))?.shape).toEqual([128, 128]);
  });
});
