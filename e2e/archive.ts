/** A downloaded zip, read back with our own readers. */
import { readFileSync } from 'node:fs';
import type { Download } from '@playwright/test';
import { readSafetensors } from '../src/formats/safetensors.ts';
import { unzip } from '../src/formats/zip.ts';

export async function readArchive(download: Download) {
  const files = new Map(unzip(readFileSync(await download.path())).map(({ name, bytes }) => [name, bytes]));
  const bytes = (name: string): Uint8Array => {
    const found = files.get(name);
    if (found === undefined) throw new Error(`the zip has no ${name}: ${[...files.keys()].join(', ')}`);
    return found;
  };
  const text = (name: string) => new TextDecoder().decode(bytes(name));
  return {
    names: [...files.keys()].sort(),
    bytes,
    text,
    json: (name: string) => JSON.parse(text(name)),
    lines: (name: string) =>
      text(name)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    tensors: () => readSafetensors(bytes('adapter_model.safetensors')),
  };
}
