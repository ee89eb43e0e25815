/** Downloaded models in the browser's private file system. Reading is shared; a file is written by one worker at a time. */
import type { CacheStore, CacheWriter } from '../hub/modelCache.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { orNull } from './notFound.ts';

/** Nothing is asked of the browser before the first call. Methods reject where it has no private file system. */
export function opfsCache(): CacheStore {
  let opening: Promise<FileSystemDirectoryHandle> | null = null;
  const root = () => {
    opening ??= openRoot();
    return opening;
  };
  const file = async (path: string) => {
    const place = await find(await root(), path);
    return place && (await orNull(place.folder.getFileHandle(place.name)));
  };

  // A model is read in hundreds of parts: its files are looked up once, by `size`. One that changed since refuses to be read.
  const opened = new Map<string, Promise<File>>();
  const openFile = async (path: string) => {
    const handle = await file(path);
    if (handle === null) throw new UserError('is no longer there', { where: path, remedy: 'Download it again.' });
    return handle.getFile();
  };
  const readPart = async (path: string, begin: number, end: number) => {
    const known = opened.get(path) ?? openFile(path);
    opened.set(path, known);
    return new Uint8Array(await (await known).slice(begin, end).arrayBuffer());
  };

  const store: CacheStore = {
    async list(path) {
      const folder = await folderAt(await root(), path.split('/'), false);
      return folder === null ? [] : filesBelow(folder, path);
    },
    async size(path) {
      const handle = await file(path);
      opened.delete(path);
      if (handle === null) return null;
      const found = await handle.getFile();
      opened.set(path, Promise.resolve(found));
      return found.size;
    },
    async read(path, begin, end) {
      try {
        return await readPart(path, begin, end);
      } catch {
        opened.delete(path);
        return readPart(path, begin, end);
      }
    },
    async write(path, bytes) {
      const writer = await store.append(path, 0);
      try {
        await writer.write(bytes);
      } finally {
        await writer.close();
      }
    },
    async append(path, at) {
      opened.delete(path);
      const { folder, name } = await make(await root(), path);
      return writerOf(await openForWriting(await folder.getFileHandle(name, { create: true })), at, path);
    },
    async rename(from, to) {
      opened.delete(to);
      const handle = await file(from);
      if (handle === null) throw new UserError('is no longer there', { where: from });
      const { folder, name } = await make(await root(), to);
      const { move } = handle as Movable;
      if (move !== undefined) return move.call(handle, folder, name);
      await copy(await handle.getFile(), await store.append(to, 0));
      await store.remove(from);
    },
    async remove(path) {
      const place = await find(await root(), path);
      if (place !== null) await orNull(place.folder.removeEntry(place.name, { recursive: true }));
    },
  };
  return store;
}

/** In all current browsers for private files, but in no standard yet. */
type Movable = FileSystemFileHandle & { move?(folder: FileSystemDirectoryHandle, name: string): Promise<void> };

const COPY_BYTES = 2 ** 23;

async function copy(file: File, writer: CacheWriter): Promise<void> {
  try {
    for (let at = 0; at < file.size; at += COPY_BYTES)
      await writer.write(new Uint8Array(await file.slice(at, at + COPY_BYTES).arrayBuffer()));
  } finally {
    await writer.close();
  }
}

async function openRoot(): Promise<FileSystemDirectoryHandle> {
  try {
    return await navigator.storage.getDirectory();
  } catch (cause) {
    throw new UserError(`this browser gives the page no storage of its own (${messageOf(cause)})`, {
      remedy: 'Open it over https, and not in a private window.',
      cause,
    });
  }
}

interface Place {
  readonly folder: FileSystemDirectoryHandle;
  readonly name: string;
}

/** The folder of a path and the name in it; null when there is no such folder. */
async function find(root: FileSystemDirectoryHandle, path: string): Promise<Place | null> {
  const parts = path.split('/');
  const folder = await folderAt(root, parts.slice(0, -1), false);
  return folder && { folder, name: parts.at(-1) as string };
}

async function make(root: FileSystemDirectoryHandle, path: string): Promise<Place> {
  const parts = path.split('/');
  return { folder: await folderAt(root, parts.slice(0, -1), true), name: parts.at(-1) as string };
}

async function folderAt(
  root: FileSystemDirectoryHandle,
  names: readonly string[],
  create: true,
): Promise<FileSystemDirectoryHandle>;
async function folderAt(
  root: FileSystemDirectoryHandle,
  names: readonly string[],
  create: boolean,
): Promise<FileSystemDirectoryHandle | null>;
async function folderAt(root: FileSystemDirectoryHandle, names: readonly string[], create: boolean) {
  let folder: FileSystemDirectoryHandle | null = root;
  for (const name of names) {
    folder = await orNull(folder.getDirectoryHandle(name, { create }));
    if (folder === null) return null;
  }
  return folder;
}

async function filesBelow(folder: FileSystemDirectoryHandle, path: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const [name, handle] of folder.entries()) {
    const below = `${path}/${name}`;
    if (handle.kind === 'file') paths.push(below);
    else paths.push(...(await filesBelow(handle as FileSystemDirectoryHandle, below)));
  }
  return paths;
}

const TRIES = 20;

/** A worker that was ended lets go of its files a moment later: a page that was reloaded meets its own old lock. */
async function openForWriting(handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let tried = 1; ; tried++) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      const held = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!held || tried >= TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function writerOf(access: FileSystemSyncAccessHandle, begin: number, path: string): CacheWriter {
  access.truncate(begin);
  let position = begin;
  return {
    async write(bytes) {
      const written = access.write(bytes as Uint8Array<ArrayBuffer>, { at: position });
      // Some browsers write what fits instead of refusing; Chrome's private windows then answer with an error code as a count.
      if (written !== bytes.length) throw new DOMException(`${path}: no space left`, 'QuotaExceededError');
      position += written;
    },
    async close() {
      access.flush();
      access.close();
    },
  };
}
