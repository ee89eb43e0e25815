import type { RunFolders, StoreFiles } from '../run/storeFiles.ts';
import { orNull } from './notFound.ts';

/**
 * A folder of the browser's private file system with a folder for each run; the synchronous handles that all browsers give to workers.
 * Rejects where the browser has none (some private windows).
 */
export async function opfsFolders(name: string): Promise<RunFolders> {
  const root = await navigator.storage.getDirectory();
  const parent = await root.getDirectoryHandle(name, { create: true });
  return {
    async list() {
      const ids: string[] = [];
      for await (const [id, handle] of parent.entries()) if (handle.kind === 'directory') ids.push(id);
      return ids;
    },
    open: async (id) => filesOf(await parent.getDirectoryHandle(id, { create: true })),
    async remove(id) {
      await orNull(parent.removeEntry(id, { recursive: true }));
    },
  };
}

function filesOf(directory: FileSystemDirectoryHandle): StoreFiles {
  return {
    async read(name) {
      const handle = await orNull(directory.getFileHandle(name));
      return handle && new Uint8Array(await (await handle.getFile()).arrayBuffer());
    },
    async write(name, bytes) {
      const handle = await directory.getFileHandle(name, { create: true });
      const access = await handle.createSyncAccessHandle();
      try {
        access.truncate(0);
        const written = access.write(bytes, { at: 0 });
        if (written !== bytes.length) throw new DOMException(`${name}: no space left`, 'QuotaExceededError');
        access.flush();
      } finally {
        access.close();
      }
    },
    async remove(name) {
      await orNull(directory.removeEntry(name));
    },
    async sizeBytes() {
      let sum = 0;
      for await (const handle of directory.values()) {
        if (handle.kind === 'file') sum += (await (handle as FileSystemFileHandle).getFile()).size;
      }
      return sum;
    },
  };
}
