import { afterEach, expect, test } from 'vitest';
import { diskTuneStore } from './diskTuneStore.ts';
import { fakeIo } from './testing/fakeIo.ts';

const io = fakeIo();
afterEach(() => io.remove());

test('kernel choices are files of the cache folder', async () => {
  const store = diskTuneStore({ TABTUNE_CACHE: io.cwd });
  expect(await store.read('a.json')).toBeNull();
  await store.write('a.json', 'one');
  await store.write('a.json', 'two');
  expect(await store.read('a.json')).toBe('two');
});
