import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, UserError } from '../lib/errors.ts';

/** Reads an input file. Throws a UserError naming the flag and the file. */
export async function readInput(flag: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const where = `--${flag} ${path}`;
  const info = await stat(path).catch(() => null);
  if (info === null) throw new UserError('there is no such file', { where });
  if (info.isDirectory()) throw new UserError('is a folder, not a file', { where });
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new UserError(`cannot be read (${messageOf(cause)})`, { where, cause });
  }
}

export async function readTextInput(flag: string, path: string): Promise<string> {
  return new TextDecoder().decode(await readInput(flag, path));
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
