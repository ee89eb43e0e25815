import { UserError } from '../lib/errors.ts';
import { type BrokenQuote, judgeFault, judgeShort } from './csvQuotes.ts';
import { type ByteMeter, isBroken } from './encoding.ts';
import { parseRecords } from './papa.ts';

/** Where a record stands: its bytes in the file and its number, from 1. */
export interface RecordPlace {
  readonly begin: number;
  readonly end: number;
  readonly number: number;
}

export interface BrokenRecord {
  readonly kind: 'open-quote' | 'text-after-quote' | 'broken-bytes' | 'nul';
  /** Place of the column; null when it is not known. */
  readonly column: number;
  /** How the broken cell begins. */
  readonly start: string;
}

export interface RecordSink {
  record(cells: readonly string[], place: RecordPlace): void;
  broken(record: BrokenRecord, place: RecordPlace): void;
}

/** Cuts CSV text into records (RFC 4180) as it arrives; line breaks of any kind end one, also mixed, and are `\n` within cells. */
export interface RecordReader {
  /** The records that end in the text so far; `last` ends the one that is open. `suspect`: the text may hold bytes that are no text. */
  read(text: string, options: { readonly suspect: boolean; readonly last: boolean }): void;
  readonly brokenCount: number;
}

/** No record is longer; what is, holds a quote by mistake. Also keeps a lone quote from being searched again and again. */
const LONGEST_RECORD = 2 ** 24;

interface ReaderOptions {
  readonly fileName: string;
  readonly delimiter: string;
  readonly meter: ByteMeter;
  /** Offset of the first character in the file. */
  readonly begin: number;
  readonly sink: RecordSink;
  /** Cells of the header, once it was read. */
  readonly width: () => number | null;
}

export function createRecordReader({ fileName, delimiter, meter, begin, sink, width }: ReaderOptions): RecordReader {
  let pending = '';
  let offset = begin;
  let finished = 0;
  let suspected = false;
  let brokenCount = 0;

  const broken = (record: BrokenRecord, place: RecordPlace) => {
    brokenCount++;
    sink.broken(record, place);
  };

  /** Takes `count` characters (of `text` with LF line breaks) as the next record. */
  const take = (text: string, from: number, count: number): { rawEnd: number; place: RecordPlace } => {
    const rawEnd = meter.advance(text, from, count);
    finished++;
    const place = { begin: offset, end: offset + meter.bytes, number: finished };
    offset = place.end;
    return { rawEnd, place };
  };

  /** One pass over the pending text, up to a broken quote; false when it waits for more text. */
  const pass = (last: boolean): boolean => {
    const held = !last && pending.endsWith('\r') ? 1 : 0;
    const raw = held === 1 ? pending.slice(0, -1) : pending;
    const text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
    const { records, ends, fault } = parseRecords(text, { delimiter }, last);
    let at = 0;
    let rawAt = 0;
    let found: BrokenQuote | null = null;
    for (const [i, cells] of records.entries()) {
      const end = ends[i] as number;
      found = judgeShort(text, at, end, cells, { delimiter, width: width() });
      if (found !== null) break;
      const { rawEnd, place } = take(raw, rawAt, end - at);
      const bad = suspected ? notText(cells) : null;
      if (bad === null) sink.record(cells, place);
      else broken(bad, place);
      at = end;
      rawAt = rawEnd;
    }
    if (fault !== null) found ??= judgeFault(text, at, fault, { delimiter, width: width(), last });
    if (found !== null) {
      const { rawEnd, place } = take(raw, rawAt, found.resume - at);
      const { column, start, unclosed } = found;
      broken({ kind: unclosed ? 'open-quote' : 'text-after-quote', column, start }, place);
      rawAt = rawEnd;
    }
    pending = pending.slice(rawAt);
    return found !== null && pending !== '';
  };

  return {
    get brokenCount() {
      return brokenCount;
    },
    read(text, { suspect, last }) {
      pending += text;
      suspected = suspected || suspect || text.includes('\0');
      while (pass(last));
      if (pending.length > LONGEST_RECORD) {
        if (!/[\r\n]/.test(pending)) throw endless(fileName, finished + 1);
        while (pass(true));
      }
      if (pending === '') suspected = false;
    },
  };
}

function notText(cells: readonly string[]): BrokenRecord | null {
  const column = cells.findIndex((cell) => cell.includes('\0') || isBroken(cell));
  const cell = cells[column];
  if (cell === undefined) return null;
  return { kind: cell.includes('\0') ? 'nul' : 'broken-bytes', column, start: cell.slice(0, 200) };
}

function endless(fileName: string, row: number): UserError {
  return new UserError('16 million characters without a line break', {
    where: `${fileName}, row ${row}`,
    remedy: 'Check that the file is a CSV.',
  });
}
