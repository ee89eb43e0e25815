import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const BLOCK_BYTES = 512;

/** Writes the files of a tar archive below `folder`. Plain files and folders only: that is all our archives hold. */
export function untar(archive: Uint8Array, folder: string): void {
  const text = new TextDecoder();
  const field = (start: number, length: number) =>
    text.decode(archive.subarray(start, start + length)).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK_BYTES <= archive.length && archive[at] !== 0; ) {
    const prefix = field(at + 345, 155);
    const path = normalize(join(prefix, field(at, 100)));
    const mode = Number.parseInt(field(at + 100, 8), 8);
    const sizeBytes = Number.parseInt(field(at + 124, 12), 8);
    const kind = field(at + 156, 1);
    if (path.startsWith('..') || path.startsWith('/')) throw new Error(`tar: ${path} lies outside the archive.`);
    const content = archive.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + sizeBytes);
    if (kind === '5') {
      mkdirSync(join(folder, path), { recursive: true });
    } else if (kind === '0' || kind === '') {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content, { mode });
    }
    at += BLOCK_BYTES + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
}
