/** Where the files of an export go: written as they are made, and removed again when they do not become whole. */
import { zipStream, zipStreamSize } from '../formats/zipStream.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { isAborted, messageOf, RunError, UserError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import type { ExportFile } from '../run/export/exportFile.ts';
import type { FormTarget, SavedForm } from './formsApi.ts';

export interface WriteJob {
  readonly files: readonly ExportFile[];
  /** Of the folder, or of the zip without its ending. */
  readonly name: string;
  readonly onBytes: (writtenBytes: number, file: string) => void;
  readonly signal: AbortSignal;
}

type Written = Pick<SavedForm, 'name' | 'sizeBytes' | 'download'>;

/** Each write goes to another process: a few large ones cost less than many small. */
const BLOCK_BYTES = 4 * 2 ** 20;
/** A browser without private storage holds the zip in memory. */
const MEMORY_BYTES = 1e9;
/** What lies in storage for the browser's downloads. */
const SHELF = 'exports';
const LOCK = 'tabtune:export:';

/** @throws RunError when there is no room or no permission, UserError when the source fails, AbortedError. */
export async function writeForm(target: FormTarget, job: WriteJob): Promise<Written> {
  try {
    if (target.kind === 'folder') return await writeFolder(target.folder, job);
    if (target.kind === 'file') return await writeZipFile(target.file, job);
    return await writeDownload(job);
  } catch (error) {
    throw explained(error);
  }
}

async function writeFolder(parent: FileSystemDirectoryHandle, job: WriteJob): Promise<Written> {
  const { name, handle } = await newFolder(parent, job.name);
  const count = counter(job);
  try {
    for (const file of job.files) {
      const path = file.name.split('/');
      let folder = handle;
      for (const part of path.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
      const place = await folder.getFileHandle(path.at(-1) as string, { create: true });
      await writeTo(place, count(file.chunks(job.signal), file.name), job.signal);
    }
  } catch (error) {
    await parent.removeEntry(name, { recursive: true }).catch(() => undefined);
    throw error;
  }
  return { name, sizeBytes: total(job.files), download: null };
}

/** Never one that is there: its files may be somebody's. */
async function newFolder(parent: FileSystemDirectoryHandle, wanted: string) {
  const taken = new Set<string>();
  for await (const name of parent.keys()) taken.add(name);
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (!taken.has(name)) return { name, handle: await parent.getDirectoryHandle(name, { create: true }) };
  }
}

async function writeZipFile(file: FileSystemFileHandle, job: WriteJob): Promise<Written> {
  await writeTo(file, zipped(job), job.signal);
  return { name: file.name, sizeBytes: zipStreamSize(job.files), download: null };
}

/** What was there before stays until all is written: the browser swaps the files at the end. */
async function writeTo(
  place: FileSystemFileHandle,
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): Promise<void> {
  const writable = await place.createWritable();
  try {
    for await (const block of blocks(chunks)) {
      await writable.write(block);
      throwIfAborted(signal);
    }
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
}

async function writeDownload(job: WriteJob): Promise<Written> {
  const name = `${job.name}.zip`;
  const sizeBytes = zipStreamSize(job.files);
  const shelf = await openShelf();
  if (shelf === null) return { name, sizeBytes, download: await inMemory(job, sizeBytes) };
  await requireRoom(sizeBytes);
  const own = `${crypto.randomUUID()}.zip`;
  // As long as this worker lives its file is not cleared away: the browser may be copying it.
  await holdForever(LOCK + own);
  const place = await shelf.getFileHandle(own, { create: true });
  const access = await place.createSyncAccessHandle();
  try {
    let at = 0;
    for await (const block of blocks(zipped(job))) {
      const written = access.write(block, { at });
      if (written !== block.length) throw new DOMException('no space left', 'QuotaExceededError');
      at += written;
      throwIfAborted(job.signal);
    }
    access.flush();
    access.close();
  } catch (error) {
    access.close();
    await shelf.removeEntry(own).catch(() => undefined);
    throw error;
  }
  return { name, sizeBytes, download: await place.getFile() };
}

/** Clears away what earlier downloads left, but for those of pages that are still open. */
export async function clearOldExports(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    const shelf = await root.getDirectoryHandle(SHELF);
    const { held = [] } = await navigator.locks.query();
    const inUse = new Set(held.map(({ name }) => name));
    for await (const name of shelf.keys()) if (!inUse.has(LOCK + name)) await shelf.removeEntry(name);
  } catch {
    // There is none, or it is in use: it can stay until the next time.
  }
}

async function openShelf(): Promise<FileSystemDirectoryHandle | null> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(SHELF, { create: true });
  } catch {
    return null; // private windows of some browsers
  }
}

async function requireRoom(sizeBytes: number): Promise<void> {
  const { quota, usage = 0 } = await navigator.storage.estimate();
  if (quota === undefined || quota - usage > sizeBytes * 1.01) return;
  throw new UserError(
    `The zip has ${formatBytes(sizeBytes)}, and this browser gives this page ${formatBytes(Math.max(0, quota - usage))} more.`,
    {
      remedy:
        'Free disk space or delete what is stored here, or use Chrome or Edge, which write into a folder of yours.',
    },
  );
}

async function inMemory(job: WriteJob, sizeBytes: number): Promise<Blob> {
  if (sizeBytes > MEMORY_BYTES) {
    throw new UserError(
      `The zip has ${formatBytes(sizeBytes)}, and this window has no storage: up to ${formatBytes(MEMORY_BYTES)} can be made in memory.`,
      { remedy: 'Use a window that is not private, or Chrome or Edge, which write into a folder of yours.' },
    );
  }
  const parts: Blob[] = [];
  for await (const block of blocks(zipped(job))) {
    parts.push(new Blob([block]));
    throwIfAborted(job.signal);
  }
  return new Blob(parts, { type: 'application/zip' });
}

function holdForever(name: string): Promise<void> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, () => {
      resolve();
      return new Promise<never>(() => undefined);
    });
  });
}

/** The zip of the files; counts their bytes and not its own. */
function zipped({ files, onBytes, signal }: WriteJob): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const count = counter({ onBytes });
  const counted = files.map((file) => ({ ...file, chunks: () => count(file.chunks(signal), file.name) }));
  return zipStream(counted, { signal });
}

function counter({ onBytes }: Pick<WriteJob, 'onBytes'>) {
  let written = 0;
  return async function* count(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>, file: string) {
    for await (const chunk of chunks) {
      yield chunk;
      written += chunk.length;
      onBytes(written, file);
    }
  };
}

async function* blocks(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let block = new Uint8Array(BLOCK_BYTES);
  let used = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + BLOCK_BYTES - used);
      block.set(part, used);
      used += part.length;
      at += part.length;
      if (used < BLOCK_BYTES) continue;
      yield block;
      block = new Uint8Array(BLOCK_BYTES);
      used = 0;
    }
  }
  if (used > 0) yield block.subarray(0, used);
}

function total(files: readonly ExportFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** What the browser's file systems say, in words that tell what to do. */
function explained(error: unknown): unknown {
  if (isAborted(error) || error instanceof UserError || error instanceof RunError || !(error instanceof Error))
    return error;
  if (error.name === 'QuotaExceededError')
    return new RunError('There is no space left where the files go. Free some, or choose another folder.', {
      cause: error,
    });
  if (error.name === 'NotAllowedError' || error.name === 'NoModificationAllowedError')
    return new RunError('The browser may not write there. Choose the folder again and allow it, or another one.', {
      cause: error,
    });
  if (error.name === 'NotFoundError') return new RunError('The folder is gone. Choose another one.', { cause: error });
  return new RunError(`The files could not be written: ${messageOf(error)}`, { cause: error });
}
