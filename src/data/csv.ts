import { throwIfAborted } from '../lib/abort.ts';
import { checkDelimiter, sniffDelimiter } from './csvDelimiter.ts';
import { type BlobLike, CHUNK_SIZE, pieces } from './csvInput.ts';
import { createRecordReader, type RecordReader } from './csvRecords.ts';
import { createCsvRows } from './csvRows.ts';
import { createByteMeter, createTextReader, decodeRange, type Encoding } from './encoding.ts';
import { refuseBinary } from './encodingHint.ts';
import { parseRecords } from './papa.ts';
import type { FilePart } from './tableIndex.ts';

export interface CsvOptions {
  readonly name: string;
  /** One character; null: found in the first records. */
  readonly delimiter: string | null;
  /** null: found in the bytes. */
  readonly encoding: Encoding | null;
  readonly onProgress?: (doneBytes: number) => void;
  readonly signal?: AbortSignal;
  /** Bytes that are read at a time. */
  readonly chunkSize?: number;
}

/** Text after the first broken rows is read in smaller pieces: each of them makes the parser begin again. */
const MANY_BROKEN = 20;
const SMALL_PIECE = 2 ** 15;

/**
 * Indexes a CSV with a header row. What is mended and what becomes a problem: csvRows.ts (cells), csvHeader.ts (names), csvRecords.ts
 * (quotes), encoding.ts (bytes). UserError for a file that is no text, has no header or a broken one.
 */
export async function indexCsv(blob: BlobLike, part: FilePart, options: CsvOptions): Promise<void> {
  const { name, onProgress, signal, chunkSize = CHUNK_SIZE } = options;
  let delimiter = options.delimiter === null ? null : checkDelimiter(options.delimiter);
  const rows = createCsvRows(name, part);
  const head = new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer());
  refuseBinary(head, name);
  const reader = createTextReader(head, options.encoding);
  let records: RecordReader | null = null;

  for await (const { bytes, done, last } of pieces(blob, chunkSize)) {
    throwIfAborted(signal);
    const { text, broken } = reader.read(bytes, last);
    delimiter ??= sniffDelimiter(text.replace(/\r\n?/g, '\n'), last);
    records ??= createRecordReader({
      fileName: name,
      delimiter,
      meter: createByteMeter(() => reader.encoding),
      begin: reader.markBytes,
      sink: rows,
      width: () => rows.width,
    });
    readInPieces(records, text, { suspect: broken, last });
    onProgress?.(done);
  }
  rows.finish();
  const chosen = delimiter ?? ',';
  const { encoding } = reader;
  part.close({
    name,
    blob,
    encoding,
    delimiter: chosen,
    cells: (bytes, count) => {
      const text = decodeRange(bytes, encoding).replace(/\r\n?/g, '\n');
      return parseRecords(text, { delimiter: chosen, preview: count }, true).records;
    },
  });
}

const HEAD_BYTES = 4096;

function readInPieces(records: RecordReader, text: string, { suspect, last }: { suspect: boolean; last: boolean }) {
  let at = 0;
  do {
    const end = records.brokenCount > MANY_BROKEN ? Math.min(text.length, at + SMALL_PIECE) : text.length;
    records.read(text.slice(at, end), { suspect, last: last && end === text.length });
    at = end;
  } while (at < text.length);
}
