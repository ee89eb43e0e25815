import type { SlotFiles } from './slotCheckpoints.ts';

/** Files in a folder of the browser's private file system; the synchronous handles that all browsers give to workers. */
export async function opfsFiles(folder: string): Promise<SlotFiles> {
  const root = await navigator.storage.getDirectory();
  const directory = await root.getDirectoryHandle(folder, { create: true });
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
        access.write(bytes, { at: 0 });
        access.flush();
      } finally {
        access.close();
      }
    },
    async remove(name) {
      await orNull(directory.removeEntry(name));
    },
  };
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
