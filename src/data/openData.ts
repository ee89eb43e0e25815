import { UserError } from '../lib/errors.ts';
import { indexCsv } from './csv.ts';
import type { BlobLike } from './csvInput.ts';
import type { Encoding } from './encoding.ts';
import type { Example } from './examples.ts';
import { decodeJsonl } from './jsonlBytes.ts';
import { fromJsonl } from './jsonlParts.ts';
import { problemError } from './problem.ts';
import type { Parts } from './split.ts';
import type { Table } from './table.ts';
import { createTableIndex } from './tableIndex.ts';

/** A File, or what stands for one outside a browser. */
export interface NamedBlob extends BlobLike {
  readonly name: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What the files of a person hold: rows from which examples are made, or examples that already are prompt and completion. */
export type OpenedData =
  | { readonly kind: 'table'; readonly files: readonly string[]; readonly table: Table }
  | {
      readonly kind: 'examples';
      readonly files: readonly string[];
      readonly examples: readonly Example[];
      /** The split that the files themselves are (train, validation and test opened together), which then is not made anew; null: none. */
      readonly parts: Parts | null;
    };

export interface OpenOptions {
  /** null or left out: found in the file. */
  readonly delimiter?: string | null;
  readonly encoding?: Encoding | null;
  readonly onProgress?: (fraction: number) => void;
  readonly signal?: AbortSignal;
  readonly chunkSize?: number;
}

/** Reads CSV or JSONL files as one. Rejects with a UserError naming the file that cannot be used at all. */
export async function openData(files: readonly NamedBlob[], options: OpenOptions = {}): Promise<OpenedData> {
  const names = files.map(({ name }) => name);
  const [first] = files;
  if (first === undefined) throw new UserError('no file was given');
  if (/\.(jsonl|ndjson)$/i.test(first.name)) {
    const { name } = first;
    const examples = fromJsonl(decodeJsonl(new Uint8Array(await first.arrayBuffer()), name), name);
    return { kind: 'examples', files: names, examples, parts: null };
  }
  return { kind: 'table', files: names, table: await openTable(files, options) };
}

/** Reads CSV files as one table, columns matched by name. */
export async function openTable(
  files: readonly NamedBlob[],
  { delimiter = null, encoding = null, onProgress, ...options }: OpenOptions = {},
): Promise<Table> {
  const index = createTableIndex();
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  let doneBytes = 0;
  for (const file of files) {
    await indexCsv(file, index.startFile(), {
      ...options,
      name: file.name,
      delimiter,
      encoding,
      onProgress: (done) => onProgress?.(totalBytes === 0 ? 1 : (doneBytes + done) / totalBytes),
    });
    doneBytes += file.size;
  }
  const table = index.finish();
  if (table.rowCount > 0) return table;
  const [problem] = table.problems;
  throw problem === undefined
    ? new UserError('there is a header and no row below it', {
        where: table.fileName,
        remedy: 'Choose a file with data rows.',
      })
    : problemError(problem, table.problemCount);
}

export function countRows(data: OpenedData): number {
  return data.kind === 'table' ? data.table.rowCount : data.examples.length;
}
