import { messageOf, UserError } from '../lib/errors.ts';
import type { BlobLike } from './csvInput.ts';
import type { RowIndex } from './rowIndex.ts';
import type { TableRow } from './table.ts';

/** A file whose rows are read back: `cells` takes the bytes of `count` consecutive rows. */
export interface RowFile {
  readonly name: string;
  readonly blob: BlobLike;
  cells(bytes: Uint8Array, count: number): readonly (readonly string[])[];
}

/** Gaps smaller than this are read along with the rows around them; no read is longer than the second figure (unless one row is). */
const SMALL_GAP = 2 ** 16;
const LONGEST_READ = 2 ** 20;

/** The cells of rows out of their files, one batch per read; in ascending order reads are few. */
export async function* readBack(
  rows: Iterable<number>,
  index: RowIndex,
  files: readonly RowFile[],
): AsyncGenerator<readonly TableRow[]> {
  for (const group of groups(rows, index)) {
    const [first, last] = [group[0] as number, group.at(-1) as number];
    const file = files[index.file(first)] as RowFile;
    const begin = index.begin(first);
    const bytes = await readRange(file, begin, index.end(last));
    const batch: TableRow[] = [];
    for (const run of runs(group, index)) {
      const from = index.begin(run[0] as number) - begin;
      const to = index.end(run.at(-1) as number) - begin;
      const cells = file.cells(bytes.subarray(from, to), run.length);
      for (const [i, row] of run.entries()) batch.push({ row, cells: cells[i] ?? [] });
    }
    yield batch;
  }
}

/** Bytes of a file. RunError-like failures of the platform (the file was changed or moved meanwhile) become a UserError. */
export async function readRange(
  { name, blob }: Pick<RowFile, 'name' | 'blob'>,
  begin: number,
  end: number,
): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.slice(begin, end).arrayBuffer());
  } catch (cause) {
    throw new UserError(`cannot be read any more (${messageOf(cause)})`, {
      where: name,
      remedy: 'It may have been changed or moved: open it again.',
      cause,
    });
  }
}

/** Rows that one read brings. */
function* groups(rows: Iterable<number>, index: RowIndex): Generator<number[]> {
  let group: number[] = [];
  for (const row of rows) {
    const [first, before] = [group[0], group.at(-1)];
    if (first !== undefined && before !== undefined) {
      const near =
        row > before &&
        index.file(row) === index.file(before) &&
        index.begin(row) - index.end(before) <= SMALL_GAP &&
        index.end(row) - index.begin(first) <= LONGEST_READ;
      if (!near) {
        yield group;
        group = [];
      }
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** Rows without anything between them. */
function* runs(group: readonly number[], index: RowIndex): Generator<number[]> {
  let run: number[] = [];
  for (const row of group) {
    const before = run.at(-1);
    if (before !== undefined && index.begin(row) !== index.end(before)) {
      yield run;
      run = [];
    }
    run.push(row);
  }
  if (run.length > 0) yield run;
}
