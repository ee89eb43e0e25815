import { UserError } from '../lib/errors.ts';
import { indexCsv } from './csv.ts';
import type { Encoding } from './encoding.ts';
import { shapeOf } from './jsonExamples.ts';
import { listToLines, parseFields } from './jsonLines.ts';
import { indexJsonRows } from './jsonRows.ts';
import { openExamples } from './openExamples.ts';
import type { NamedBlob, OpenedData } from './openedData.ts';
import { problemError } from './problem.ts';
import type { Table } from './table.ts';
import { createTableIndex } from './tableIndex.ts';

export interface OpenOptions {
  /** null or left out: found in the file. */
  readonly delimiter?: string | null;
  readonly encoding?: Encoding | null;
  readonly onProgress?: (fraction: number) => void;
  readonly signal?: AbortSignal;
  readonly chunkSize?: number;
}

/**
 * Reads CSV, JSONL and JSON files as one. When every file holds examples (`prompt` and `completion`, or `messages`) they stay as they
 * are; else all are rows of one table, columns matched by name. Rejects with a UserError naming the file that cannot be used at all.
 */
export async function openData(files: readonly NamedBlob[], options: OpenOptions = {}): Promise<OpenedData> {
  if (files.length === 0) throw new UserError('no file was given', { remedy: 'Choose a CSV or JSONL file.' });
  const lines = await Promise.all(files.map(asLines));
  const areExamples = await Promise.all(lines.map(holdsExamples));
  if (areExamples.every(Boolean)) {
    const totalBytes = sizeOf(lines);
    const onProgress = (done: number) => options.onProgress?.(totalBytes === 0 ? 1 : done / totalBytes);
    return openExamples(lines, { signal: options.signal, onProgress });
  }
  const table = await openTable(lines, options);
  const { problems, problemCount, rawText } = table;
  return { kind: 'table', files: files.map(({ name }) => name), table, problems, problemCount, rawText };
}

/** Reads files as one table. */
export async function openTable(
  files: readonly NamedBlob[],
  { delimiter = null, encoding = null, onProgress, ...options }: OpenOptions = {},
): Promise<Table> {
  const index = createTableIndex();
  const totalBytes = sizeOf(files);
  let doneBytes = 0;
  for (const file of files) {
    const { name } = file;
    const progress = (done: number) => onProgress?.(totalBytes === 0 ? 1 : (doneBytes + done) / totalBytes);
    if (isJsonLines(name)) await indexJsonRows(file, name, index.startFile(), { ...options, onProgress: progress });
    else await indexCsv(file, index.startFile(), { ...options, name, delimiter, encoding, onProgress: progress });
    doneBytes += file.size;
  }
  const table = index.finish();
  if (table.rowCount > 0) return table;
  const [problem] = table.problems;
  if (problem !== undefined) throw problemError(problem, table.problemCount);
  throw new UserError('there is a header and no row below it', {
    where: table.fileName,
    remedy: 'Choose a file with data rows.',
  });
}

export function countRows(data: OpenedData): number {
  return data.kind === 'table' ? data.table.rowCount : data.examples.length;
}

function isJsonLines(name: string): boolean {
  return /\.(jsonl|ndjson|json)$/i.test(name);
}

/** A .json file as JSON Lines, under its own name; every other file as it is. */
async function asLines(file: NamedBlob): Promise<NamedBlob> {
  const { name } = file;
  if (!/\.json$/i.test(name)) return file;
  const lines = await listToLines(await file.text(), name);
  return { name, size: lines.size, slice: (begin, end) => lines.slice(begin, end), text: () => lines.text() };
}

/** Enough for the first line of nearly every file. */
const FIRST_LINES_BYTES = 2 ** 18;

/** By the first line that is JSON. */
async function holdsExamples(file: NamedBlob): Promise<boolean> {
  if (!isJsonLines(file.name)) return false;
  const start = new TextDecoder().decode(await file.slice(0, FIRST_LINES_BYTES).arrayBuffer());
  for (const line of start.replace(/^\ufeff/, '').split('\n')) {
    const fields = line.trim() === '' ? '' : parseFields(line);
    if (typeof fields !== 'string') return shapeOf(fields) !== 'row';
  }
  // Nothing that can be understood: as examples, so that its lines are named.
  return true;
}

function sizeOf(files: readonly NamedBlob[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
