import { unzip, zipFiles } from '../formats/zip.ts';
import { RunError } from '../lib/errors.ts';
import type { OutputFile } from './outputs.ts';
import { NO_REVIEW, type RunReview } from './review/reviewRecord.ts';
import { withReview } from './review/withReview.ts';
import { withoutRows } from './withoutRows.ts';

const ADAPTER = 'adapter_model.safetensors';

export interface Repacked {
  readonly files: readonly OutputFile[];
  readonly archive: Uint8Array<ArrayBuffer>;
}

export interface RepackOptions {
  /** With the rows it was trained on. */
  readonly rows: boolean;
  /** What people said of its answers. */
  readonly review?: RunReview;
}

/**
 * A run's zip as it will be saved, with or without its rows and with what people said of its answers, read back once more: its adapter has the bytes of the one that was checked.
 * @throws UserError for what is no zip, RunError when the adapter did not come back.
 */
export function repack(archive: Uint8Array<ArrayBuffer>, { rows, review = NO_REVIEW }: RepackOptions): Repacked {
  const all = unzip(archive).map(({ name, bytes }) => ({ name, bytes: bytes.slice() }));
  const reviewed = withReview(all, review);
  const files = rows ? reviewed : withoutRows(reviewed);
  const packed = files === all ? archive : zipFiles(files);
  const back = unzip(packed);
  const [before, after] = [all, back].map((list) => list.find(({ name }) => name === ADAPTER)?.bytes);
  if (before === undefined || after === undefined || !sameBytes(before, after) || back.length !== files.length)
    throw new RunError('The zip did not read back as it was written.');
  return { files, archive: packed };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
