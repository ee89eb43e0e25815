import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { CacheStore } from '../hub/modelCache.ts';
import { replaceFile } from './files.ts';
import { readRange } from './readRange.ts';

/** Where downloaded models lie: TABTUNE_CACHE, else the user's cache folder. */
export function cacheRoot(env: Readonly<Record<string, string | undefined>>): string {
  const given = env['TABTUNE_CACHE'];
  if (given) return given;
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tabtune');
}

export function diskCache(root: string): CacheStore {
  const at = (path: string) => join(root, path);
  return {
    async list(folder) {
      const entries = await readdir(at(folder), { withFileTypes: true, recursive: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    },
    size: async (path) => (await stat(at(path)).catch(() => null))?.size ?? null,
    read: (path, begin, end, into) => readRange(at(path), begin, end, into),
    async write(path, bytes) {
      await mkdir(dirname(at(path)), { recursive: true });
      replaceFile(at(path), bytes);
    },
    async append(path, begin) {
      await mkdir(dirname(at(path)), { recursive: true });
      const handle = await open(at(path), begin === 0 ? 'w' : 'r+');
      await handle.truncate(begin);
      let position = begin;
      return {
        async write(bytes) {
          for (let done = 0; done < bytes.length; ) {
            const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position);
            done += bytesWritten;
            position += bytesWritten;
          }
        },
        async close() {
          await handle.sync();
          await handle.close();
        },
      };
    },
    rename: (from, to) => rename(at(from), at(to)),
    remove: (path) => rm(at(path), { recursive: true, force: true }),
  };
}
