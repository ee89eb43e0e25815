import { throwIfAborted } from '../lib/abort.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { ownCopy } from './columnCodes.ts';
import { type BlobLike, CHUNK_SIZE, pieces } from './csvInput.ts';
import { createByteMeter, createTextReader, decodeRange } from './encoding.ts';
import type { FilePart } from './tableIndex.ts';

export interface JsonRowsOptions {
  readonly name: string;
  readonly onProgress?: (doneBytes: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Indexes JSON Lines whose objects are rows: every key is a column, texts are cells as they are, null and missing ones are empty, and
 * anything else is written as JSON. A line that is no object is a problem.
 */
export async function indexJsonRows(blob: BlobLike, part: FilePart, options: JsonRowsOptions): Promise<void> {
  const { name, onProgress, signal } = options;
  const reader = createTextReader(new Uint8Array(await blob.slice(0, 4096).arrayBuffer()), null);
  const meter = createByteMeter(() => reader.encoding);
  const keys: string[] = [];
  let pending = '';
  let offset = reader.markBytes;
  let line = 0;

  const take = (text: string) => {
    line++;
    meter.advance(text, 0, text.replaceAll('\r\n', '\n').length);
    const place = { begin: offset, end: offset + meter.bytes, number: line };
    offset = place.end;
    if (text.trim() === '') return;
    const found = parseObject(text);
    if (typeof found === 'string') {
      part.addProblem({
        kind: 'bad-json',
        file: part.file,
        fileName: name,
        row: line,
        column: null,
        what: found,
        remedy: 'Write one JSON object per line.',
        begin: place.begin,
        end: place.end,
      });
      return;
    }
    for (const key of found.keys()) {
      if (keys.includes(key)) continue;
      const column = ownCopy(key);
      keys.push(column);
      part.addColumns([column]);
    }
    part.addRow(cellsOf(found, keys), place);
  };

  for await (const { bytes, done, last } of pieces(blob, CHUNK_SIZE)) {
    throwIfAborted(signal);
    pending += reader.read(bytes, last).text;
    let at = 0;
    for (let end = pending.indexOf('\n'); end !== -1; end = pending.indexOf('\n', at)) {
      take(pending.slice(at, end + 1));
      at = end + 1;
    }
    pending = pending.slice(at);
    if (last && pending !== '') take(pending);
    onProgress?.(done);
  }
  if (keys.length === 0) throw new UserError('the file is empty', { where: name, remedy: 'Choose a file with rows.' });
  const { encoding } = reader;
  part.close({
    name,
    blob,
    encoding,
    delimiter: null,
    cells: (bytes) =>
      decodeRange(bytes, encoding)
        .split('\n')
        .filter((text) => text.trim() !== '')
        .map((text) => cellsOf(parseObject(text), keys)),
  });
}

/** The fields of a line, or what is wrong with it. */
function parseObject(text: string): ReadonlyMap<string, unknown> | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not valid JSON (${messageOf(error)})`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a JSON object';
  return new Map(Object.entries(value));
}

function cellsOf(fields: ReadonlyMap<string, unknown> | string, keys: readonly string[]): string[] {
  if (typeof fields === 'string') return [];
  return keys.map((key) => {
    const value = fields.get(key) ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
