import { describe, expect, test } from 'vitest';
import type { GpuContext } from '../gpu/device.ts';
import { paperKernel } from '../gpu/testing/kernels.ts';
import type { TuneStore } from '../types.ts';
import { codeOf, openTuned } from './tunedKernels.ts';

function memoryStore(): TuneStore & { readonly files: Map<string, string> } {
  const files = new Map<string, string>();
  return {
    files,
    read: async (name) => files.get(name) ?? null,
    write: async (name, text) => void files.set(name, text),
  };
}

const gpuWith = (tuneStore: TuneStore | null, name = 'One') =>
  ({
    tuneStore,
    description: { name, vendor: 'v', architecture: 'a', features: [], limits: {} },
  }) as unknown as GpuContext;

const VARIANTS = ['block', 'register'] as const;

async function keep(store: TuneStore): Promise<void> {
  const tuned = await openTuned(gpuWith(store));
  tuned.set('matmulForward.nf4.f32', 'abc', 'register');
  await tuned.save();
}

describe('kept kernel choices', () => {
  test('come back in the next session', async () => {
    const store = memoryStore();
    await keep(store);
    const tuned = await openTuned(gpuWith(store));
    expect(tuned.get('matmulForward.nf4.f32', 'abc', VARIANTS)).toBe('register');
    expect(tuned.get('matmulBackward.nf4.f32', 'abc', VARIANTS)).toBeUndefined();
  });

  test('count for nothing with other code, without the variant, or on another adapter', async () => {
    const store = memoryStore();
    await keep(store);
    const tuned = await openTuned(gpuWith(store));
    expect(tuned.get('matmulForward.nf4.f32', 'abd', VARIANTS)).toBeUndefined();
    expect(tuned.get('matmulForward.nf4.f32', 'abc', ['block'])).toBeUndefined();
    const other = await openTuned(gpuWith(store, 'Two'));
    expect(other.get('matmulForward.nf4.f32', 'abc', VARIANTS)).toBeUndefined();
  });

  test.each([
    'no JSON',
    '[]',
    '{"formatVersion":2}',
    '{"formatVersion":1,"adapter":"x","choices":{"__proto__":{"variant":"block","code":"abc"}}}',
    '{"formatVersion":1,"adapter":"x","choices":{"matmulForward.nf4.f32":"block"}}',
  ])('damaged: %s', async (text) => {
    const store = memoryStore();
    await keep(store);
    for (const name of store.files.keys()) store.files.set(name, text);
    const tuned = await openTuned(gpuWith(store));
    expect(tuned.get('matmulForward.nf4.f32', 'abc', VARIANTS)).toBeUndefined();
    expect(tuned.get('__proto__', 'abc', VARIANTS)).toBeUndefined();
    expect(tuned.get('constructor', 'abc', VARIANTS)).toBeUndefined();
  });

  test('are written only when they changed, and a store that fails stops nobody', async () => {
    const store = memoryStore();
    await keep(store);
    const [name = ''] = store.files.keys();
    store.files.set(name, `${store.files.get(name)} `);
    await keep(store);
    expect(store.files.get(name)?.endsWith(' ')).toBe(true);
    const full: TuneStore = {
      read: () => Promise.reject(new Error('locked')),
      write: () => Promise.reject(new Error('full')),
    };
    await keep(full);
    await keep({ ...full, read: async () => null });
    await expect(openTuned(gpuWith(null))).resolves.toBeDefined();
  });
});

test('the code of kernels changes with their text and constants', () => {
  const kernel = paperKernel(['read']);
  const other = { ...kernel, constants: { SIDE: 64 } };
  expect(codeOf([kernel])).toBe(codeOf([kernel]));
  expect(codeOf([kernel])).not.toBe(codeOf([other]));
  expect(codeOf([kernel])).not.toBe(codeOf([kernel, kernel]));
});
