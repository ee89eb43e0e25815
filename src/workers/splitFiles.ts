import { toJsonl } from '../data/jsonlParts.ts';
import { PART_NAMES, type Parts } from '../data/split.ts';
import { zipFiles } from '../formats/zip.ts';

/** `train.jsonl`, `validation.jsonl` and `test.jsonl` in one zip; opened together they are this split again. */
export function splitArchive(parts: Parts): Blob {
  const files = PART_NAMES.filter((name) => parts[name].length > 0).map((name) => ({
    name: `${name}.jsonl`,
    bytes: new TextEncoder().encode(toJsonl(parts[name])),
  }));
  return new Blob([zipFiles(files)], { type: 'application/zip' });
}
