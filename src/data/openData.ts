import { parseCsv } from './csv.ts';
import type { BlobLike } from './csvInput.ts';
import type { Example } from './examples.ts';
import { decodeJsonl } from './jsonlBytes.ts';
import { fromJsonl } from './jsonlParts.ts';
import type { Parts } from './split.ts';
import type { Table } from './table.ts';

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
  readonly onProgress?: (fraction: number) => void;
}

/** Reads a CSV or JSONL file. Rejects with a UserError naming file, row and column. */
export async function openData(file: NamedBlob, { onProgress }: OpenOptions = {}): Promise<OpenedData> {
  const { name } = file;
  const files = [name];
  if (/\.(jsonl|ndjson)$/i.test(name)) {
    const examples = fromJsonl(decodeJsonl(new Uint8Array(await file.arrayBuffer()), name), name);
    return { kind: 'examples', files, examples, parts: null };
  }
  const table = await parseCsv(file, {
    fileName: name,
    onProgress: (done, total) => onProgress?.(total === 0 ? 1 : done / total),
  });
  return { kind: 'table', files, table };
}

export function countRows(data: OpenedData): number {
  return data.kind === 'table' ? data.table.rowCount : data.examples.length;
}
