import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, RunError, UserError } from '../lib/errors.ts';
import type { ExportFile } from '../run/export/exportFile.ts';
import { checkWritable } from './files.ts';

/** Refuses a folder that cannot be written or already holds something, unless `force` allows replacing files in it. */
export function checkExportFolder(folder: string, { where, force }: { where: string; force: boolean }): void {
  checkWritable(folder, where);
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new UserError('is a file, not a folder', { where, remedy: 'Choose another folder.' });
  if (readdirSync(folder).length === 0 || force) return;
  throw new UserError('is not empty', {
    where,
    remedy: 'Choose another folder, or add --force to replace what an earlier export wrote there.',
  });
}

/**
 * Writes the files one by one, each under a temporary name until it is whole. Weight files of an earlier export that this one does not have
 * are removed first: shards of two models in one folder would be read as one.
 */
export async function writeExport(
  folder: string,
  files: readonly ExportFile[],
  onProgress: (file: ExportFile, writtenBytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const names = new Set(files.map(({ name }) => name));
  removeStaleWeights(join(folder, 'merged'), names);
  let written = 0;
  for (const file of files) {
    await writeFile(join(folder, file.name), file, signal, (bytes) => {
      written += bytes;
      onProgress(file, written);
    });
  }
}

function removeStaleWeights(folder: string, names: ReadonlySet<string>): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const ours = /^model(-\d{5}-of-\d{5})?\.safetensors$|^model\.safetensors\.index\.json$/.test(name);
    if (ours && !names.has(`merged/${name}`)) rmSync(join(folder, name), { force: true });
  }
}

async function writeFile(
  path: string,
  file: ExportFile,
  signal: AbortSignal | undefined,
  onBytes: (count: number) => void,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const handle = await open(draft, 'w');
    try {
      for await (const chunk of file.chunks(signal)) {
        await writeAll(handle, chunk, path);
        onBytes(chunk.length);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const { size } = statSync(draft);
    if (size !== file.sizeBytes)
      throw new RunError(`${path}: ${size} bytes were written, ${file.sizeBytes} were planned`);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, path: string): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
    } catch (cause) {
      throw new RunError(`${path}: cannot be written (${messageOf(cause)})`, { cause });
    }
  }
}
