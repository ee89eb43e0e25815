import { throwIfAborted } from '../lib/abort.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { type BlobLike, CHUNK_SIZE, pieces } from './csvInput.ts';
import type { RecordPlace } from './csvRecords.ts';
import { createByteMeter, createTextReader, type Encoding, isBroken } from './encoding.ts';

/** The fields of a line, or what is wrong with it. */
export type LineFields = ReadonlyMap<string, unknown> | string;

export interface JsonLinesOptions {
  readonly onProgress?: ((doneBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Hands over every line of JSON Lines that is not blank, with its place; numbers count from 1. Answers with the encoding. */
export async function readJsonLines(
  blob: BlobLike,
  { onProgress, signal }: JsonLinesOptions,
  onLine: (fields: LineFields, place: RecordPlace) => void,
): Promise<Encoding> {
  const reader = createTextReader(new Uint8Array(await blob.slice(0, 4096).arrayBuffer()), null);
  const meter = createByteMeter(() => reader.encoding);
  let pending = '';
  let offset = reader.markBytes;
  let number = 0;
  const take = (text: string) => {
    number++;
    meter.advance(text, 0, text.replaceAll('\r\n', '\n').length);
    const place = { begin: offset, end: offset + meter.bytes, number };
    offset = place.end;
    if (text.trim() !== '') onLine(parseFields(text), place);
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
  return reader.encoding;
}

export function parseFields(text: string): LineFields {
  if (isBroken(text)) return 'bytes that are no text in this encoding';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not valid JSON (${messageOf(error)})`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a JSON object';
  return new Map(Object.entries(value));
}

/** A file that holds one list of objects as JSON Lines of the same. UserError when it is no list. */
export async function listToLines(text: string, fileName: string): Promise<Blob> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`not valid JSON (${messageOf(cause)})`, {
      where: fileName,
      remedy: 'A .json file holds one list of objects; one object per line is .jsonl.',
      cause,
    });
  }
  if (!Array.isArray(value))
    throw new UserError('holds no list', { where: fileName, remedy: 'Write [{…}, {…}], or one object per line.' });
  return new Blob(value.map((one) => `${JSON.stringify(one)}\n`));
}
