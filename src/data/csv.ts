import { throwIfAborted } from '../lib/abort.ts';
import { checkDelimiter, sniffDelimiter } from './csvDelimiter.ts';
import { CHUNK_SIZE, type CsvChunk, type CsvInput, csvChunks } from './csvInput.ts';
import { createRecordReader, type RecordReader } from './csvRecords.ts';
import { holdsNul, notUtf8 } from './encodingHint.ts';
import type { Table } from './table.ts';
import { createTableBuilder } from './tableBuilder.ts';
import { createUtf8Reader } from './utf8.ts';

export interface CsvOptions {
  readonly fileName: string;
  /** One character; null or left out: found in the first records. */
  readonly delimiter?: string | null;
  /** Characters of a text, bytes of a file. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Characters or bytes that are read at a time. */
  readonly chunkSize?: number;
}

/**
 * Reads a CSV with a header row. Line breaks of any kind end a record, also mixed; within cells they become `\n`. What is mended and what
 * is refused: tableBuilder.ts (ragged rows), csvHeader.ts (names), csvRecords.ts (quotes), encodingHint.ts (bytes that are not UTF-8).
 * Every refusal is a UserError that names file, row and, for quotes, the column.
 */
export async function parseCsv(
  input: CsvInput,
  { fileName, delimiter = null, onProgress, signal, chunkSize = CHUNK_SIZE }: CsvOptions,
): Promise<Table> {
  const builder = createTableBuilder(fileName);
  const utf8 = createUtf8Reader();
  const breaks = createLineBreakReader();
  let chosen = delimiter === null ? null : checkDelimiter(delimiter);
  let records: RecordReader | null = null;
  let head: Uint8Array = new Uint8Array(0);

  for await (const { chunk, done, total } of csvChunks(input, chunkSize)) {
    throwIfAborted(signal);
    const last = done === total;
    if ('bytes' in chunk && head.length === 0) head = chunk.bytes.slice(0, 4);
    const { text, invalidAt } = decode(chunk, utf8, last);
    const lines = breaks.read(text, last && invalidAt === null);
    chosen ??= sniffDelimiter(lines, last);
    records ??= createRecordReader(chosen, fileName);

    const numberBefore = records.nextNumber;
    const nul = lines.indexOf('\0');
    const found = records.read(nul === -1 ? lines : lines.slice(0, nul), last && invalidAt === null && nul === -1);
    for (const [i, record] of found.entries()) builder.add(record, numberBefore + i);
    if (nul !== -1) throw holdsNul(fileName, records.nextNumber, head);
    if (invalidAt !== null) throw notUtf8({ fileName, row: records.nextNumber, offset: invalidAt }, head);
    onProgress?.(done, total);
  }
  return builder.finish(chosen ?? ',');
}

function decode(chunk: CsvChunk, utf8: ReturnType<typeof createUtf8Reader>, last: boolean) {
  return 'text' in chunk ? { text: chunk.text, invalidAt: null } : utf8.read(chunk.bytes, last);
}

/** CRLF and CR become LF; a CR at the end waits for what follows. A BOM at the start of a text is dropped. */
function createLineBreakReader() {
  let held = '';
  let atStart = true;
  return {
    read(piece: string, last: boolean): string {
      let text = held + piece;
      if (atStart && text.startsWith('\ufeff')) text = text.slice(1);
      atStart &&= text === '';
      held = !last && text.endsWith('\r') ? '\r' : '';
      if (held !== '') text = text.slice(0, -1);
      return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    },
  };
}
