import type { CacheStore } from '../modelCache.ts';

export interface MemoryStore extends CacheStore {
  readonly files: Map<string, Uint8Array>;
  /** Bytes that still fit; null: no limit. */
  room: number | null;
}

/** A cache in memory that can be full. */
export function memoryStore(): MemoryStore {
  const files = new Map<string, Uint8Array>();
  const store: MemoryStore = {
    files,
    room: null,
    list: async (folder) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)),
    size: async (path) => files.get(path)?.length ?? null,
    read: async (path, begin, end) => new Uint8Array(files.get(path)?.subarray(begin, end) ?? []),
    write: async (path, bytes) => void files.set(path, bytes.slice()),
    append: async (path, at) => {
      files.set(path, (files.get(path) ?? new Uint8Array()).slice(0, at));
      return {
        write: async (bytes) => {
          if (store.room !== null && bytes.length > store.room) throw new DOMException('full', 'QuotaExceededError');
          if (store.room !== null) store.room -= bytes.length;
          files.set(path, new Uint8Array(Buffer.concat([files.get(path) ?? new Uint8Array(), bytes])));
        },
        close: async () => undefined,
      };
    },
    rename: async (from, to) => {
      files.set(to, files.get(from) as Uint8Array);
      files.delete(from);
    },
    remove: async (path) => {
      for (const name of files.keys()) if (name === path || name.startsWith(`${path}/`)) files.delete(name);
    },
  };
  return store;
}
