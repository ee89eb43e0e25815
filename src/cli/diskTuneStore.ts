import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TuneStore } from '../engine/types.ts';
import { cacheRoot } from './diskCache.ts';
import { replaceFile } from './files.ts';

/** Kernel choices in `autotune/` of the cache folder (TABTUNE_CACHE). */
export function diskTuneStore(env: Readonly<Record<string, string | undefined>>): TuneStore {
  const at = (name: string) => join(cacheRoot(env), 'autotune', name);
  return {
    read: (name) => readFile(at(name), 'utf8').catch(() => null),
    async write(name, text) {
      await mkdir(dirname(at(name)), { recursive: true });
      replaceFile(at(name), text);
    },
  };
}
