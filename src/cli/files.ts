import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { decodeJsonl } from '../data/jsonlBytes.ts';
import type { NamedBlob } from '../data/openedData.ts';
import { messageOf, UserError } from '../lib/errors.ts';

/**
 * An input file whose ranges are read when they are needed, so that a large one need not fit into memory. Throws a UserError naming the
 * flag and the file.
 */
export async function inputFile(flag: string, path: string): Promise<NamedBlob> {
  const size = await checkInput(flag, path);
  const read = async (begin: number, end: number) => {
    // Opened for every read: nobody is told when the last one was.
    const file = await open(path).catch((cause) => Promise.reject(unreadable(flag, path, cause)));
    try {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - begin));
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, begin + done);
        if (bytesRead === 0) throw new Error('it has become shorter');
        done += bytesRead;
      }
      return bytes.buffer;
    } finally {
      await file.close();
    }
  };
  return {
    name: basename(path),
    size,
    slice: (begin, end) => ({ arrayBuffer: () => read(begin, end) }),
    text: async () => new TextDecoder().decode(await read(0, size)),
  };
}

/** The text of a JSONL input. Throws a UserError as `inputFile` does, and where bytes are not UTF-8. */
export async function readJsonlInput(flag: string, path: string): Promise<string> {
  await checkInput(flag, path);
  const bytes = await readFile(path).catch((cause) => Promise.reject(unreadable(flag, path, cause)));
  return decodeJsonl(new Uint8Array(bytes), basename(path));
}

/** Size of an input file. */
async function checkInput(flag: string, path: string): Promise<number> {
  const where = `--${flag} ${path}`;
  const info = await stat(path).catch(() => null);
  if (info === null) throw new UserError('there is no such file', { where, remedy: 'Check the path.' });
  if (info.isDirectory()) throw new UserError('is a folder, not a file', { where, remedy: 'Name a file in it.' });
  return info.size;
}

function unreadable(flag: string, path: string, cause: unknown): UserError {
  const where = `--${flag} ${path}`;
  return new UserError(`cannot be read (${messageOf(cause)})`, { where, remedy: 'Check its permissions.', cause });
}

/** Refuses a file that is there (unless `force`), or could not be written later. */
export function checkOutputFile(path: string, { where, force }: { where: string; force: boolean }): void {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) throw new UserError('is a folder', { where, remedy: 'Name a file.' });
    if (!force) throw new UserError('is there already', { where, remedy: 'Choose another name, or add --force.' });
  }
  checkWritable(path, where);
}

/**
 * Refuses a file or folder that could not be written because its nearest existing folder is none or is closed to us: better before hours of
 * work than after them.
 */
export function checkWritable(path: string, where: string): void {
  let place = path;
  while (!existsSync(place)) place = dirname(place);
  if (place !== path && !statSync(place).isDirectory())
    throw new UserError(`${place} is a file, not a folder`, { where, remedy: 'Choose another place.' });
  try {
    accessSync(place, constants.W_OK);
  } catch (cause) {
    throw new UserError(`${place} cannot be written to`, {
      where,
      remedy: 'Choose another place, or change its permissions.',
      cause,
    });
  }
}

/**
 * Replaces a file in one step: written and synced under a temporary name in the same folder, then renamed. A process that is killed
 * leaves either the old file or the new one.
 */
export function replaceFile(path: string, content: Uint8Array | string): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  try {
    const file = openSync(draft, 'w');
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
