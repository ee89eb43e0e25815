/** Files by name, however they are kept. `write` may leave half a file behind when the process dies in it. */
export interface StoreFiles {
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(name: string): Promise<void>;
  /** Of all files together. */
  sizeBytes(): Promise<number>;
}

/** A folder of its own for each run. */
export interface RunFolders {
  /** Ids of the runs that have a folder. */
  list(): Promise<readonly string[]>;
  /** The folder of a run; made when there is none. */
  open(id: string): Promise<StoreFiles>;
  /** With all that is in it. */
  remove(id: string): Promise<void>;
}

/** Folders that live as long as the process: where the browser keeps nothing, and in tests. */
export function memoryFolders(): RunFolders {
  const folders = new Map<string, Map<string, Uint8Array<ArrayBuffer>>>();
  return {
    list: async () => [...folders.keys()],
    async open(id) {
      const files = folders.get(id) ?? new Map<string, Uint8Array<ArrayBuffer>>();
      folders.set(id, files);
      return {
        read: async (name) => files.get(name)?.slice() ?? null,
        write: async (name, bytes) => void files.set(name, bytes.slice()),
        remove: async (name) => void files.delete(name),
        sizeBytes: async () => [...files.values()].reduce((sum, { length }) => sum + length, 0),
      };
    },
    remove: async (id) => void folders.delete(id),
  };
}
