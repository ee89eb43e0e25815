/** Zip archives: the output of a run as one download. Same files, same bytes: no clock goes in. */
import { unzipSync, type Zippable, zipSync } from 'fflate';
import { messageOf, UserError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';

export interface ZipEntry {
  /** Path with forward slashes, e.g. `adapter_config.json`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function zipFiles(files: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const tree: Zippable = {};
  const mtime = new Date(1980, 0, 1); // the first day of zip, in local time as fflate reads it: no time zone shows in the bytes
  for (const { name, bytes } of files) {
    if (Object.hasOwn(tree, name)) throw new Error(`zipFiles: duplicate name "${name}"`);
    // Trained weights and zips do not compress: storing them is ten times as fast.
    tree[name] = [bytes, { level: /\.(safetensors|zip)$/.test(name) ? 0 : 6, mtime }];
  }
  return zipSync(tree);
}

/** @throws UserError when it is no zip or would unpack to more than `maxBytes`. */
export function unzip(bytes: Uint8Array, where = 'zip', maxBytes = 2 ** 30): ZipEntry[] {
  let total = 0;
  const filter = (file: { name: string; originalSize: number }) => {
    total += file.originalSize;
    if (total > maxBytes) {
      throw new UserError(`unpacks to more than ${formatBytes(maxBytes)}`, { where });
    }
    return !file.name.endsWith('/');
  };
  try {
    return Object.entries(unzipSync(bytes, { filter })).map(([name, content]) => ({ name, bytes: content }));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`not a readable zip file (${messageOf(cause)})`, { where, cause });
  }
}

/** Names and unpacked sizes of what is in a zip; nothing is unpacked. @throws UserError when it is no zip. */
export function listZip(bytes: Uint8Array, where = 'zip'): { readonly name: string; readonly sizeBytes: number }[] {
  const found: { name: string; sizeBytes: number }[] = [];
  readEntries(bytes, where, ({ name, originalSize }) => {
    if (!name.endsWith('/')) found.push({ name, sizeBytes: originalSize });
    return false;
  });
  return found;
}

/** One file of a zip; null when it has none of that name. @throws UserError when it cannot be unpacked. */
export function readZipEntry(bytes: Uint8Array, name: string, where = 'zip'): Uint8Array<ArrayBuffer> | null {
  return readEntries(bytes, where, (file) => file.name === name)[name]?.slice() ?? null;
}

function readEntries(
  bytes: Uint8Array,
  where: string,
  filter: (file: { name: string; originalSize: number }) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    throw new UserError(`not a readable zip file (${messageOf(cause)})`, { where, cause });
  }
}
