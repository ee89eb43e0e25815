import { parseRecords, type QuoteFault } from './papa.ts';

/**
 * A broken quote that later text cannot mend, in `text` (LF line breaks), whose record begins at `begin`. null: the record is still open, and
 * what looks like a broken quote may be half of a doubled one.
 */
export interface BrokenQuote {
  readonly unclosed: boolean;
  /** Place of the column in which the quote opens. */
  readonly column: number;
  /** How the cell begins, on one line. */
  readonly start: string;
  /** Where reading goes on: at the first line that looks like a whole record, else at the line after the quote. */
  readonly resume: number;
}

/** Lines that are tried for where the next record begins. */
const LINES_TRIED = 200;

export function judgeFault(
  text: string,
  begin: number,
  fault: QuoteFault,
  { delimiter, width, last }: { readonly delimiter: string; readonly width: number | null; readonly last: boolean },
): BrokenQuote | null {
  const close = fault.unclosed ? -1 : badClose(text, fault.index, delimiter);
  // At the very end of the text what follows the quote is not known yet.
  if (!last && !fault.unclosed && (close === -1 || /^ *$/.test(text.slice(close + 1)))) return null;
  const lineEnd = endOfLine(text, fault.index);
  const resume = nextRecord(text, lineEnd, { delimiter, width, last });
  if (resume === null) return null;
  const before = text.slice(begin, fault.index - 1);
  const column = before === '' ? 0 : (parseRecords(before, { delimiter }, true).records[0]?.length ?? 1) - 1;
  const start = text.slice(fault.index, Math.min(lineEnd, fault.index + 40)).replace('\n', '');
  return { unclosed: fault.unclosed || close >= lineEnd, column, start, resume };
}

/**
 * A record (`begin` to `end` in the text) with too few cells, one of which goes over several lines, of which a later one looks like a whole record: its quote was not
 * closed and met the quote of another cell. null: not so.
 */
export function judgeShort(
  text: string,
  begin: number,
  end: number,
  cells: readonly string[],
  { delimiter, width }: { readonly delimiter: string; readonly width: number | null },
): BrokenQuote | null {
  const column = cells.findIndex((cell) => cell.includes('\n'));
  if (width === null || width < 2 || cells.length >= width || column === -1) return null;
  const record = text.slice(begin, end);
  const within = nextRecord(record, endOfLine(record, 0), { delimiter, width, last: true }, null);
  if (within === null) return null;
  const resume = begin + within;
  return { unclosed: true, column, start: cells[column]?.split('\n')[0]?.slice(0, 40) ?? '', resume };
}

/** The first quote behind `from` that is not doubled and is followed by text. */
function badClose(text: string, from: number, delimiter: string): number {
  let at = text.indexOf('"', from);
  while (at !== -1) {
    if (text[at + 1] === '"') at++;
    else {
      const after = text.slice(at + 1).match(/^ */)?.[0].length ?? 0;
      const next = text[at + 1 + after];
      if (next !== undefined && next !== delimiter && next !== '\n') return at;
      if (next === undefined) return at;
    }
    at = text.indexOf('"', at + 1);
  }
  return -1;
}

/** Where the next record begins; `otherwise` when no line looks like one; null: more text is needed to tell. */
function nextRecord(
  text: string,
  from: number,
  { delimiter, width, last }: { readonly delimiter: string; readonly width: number | null; readonly last: boolean },
  otherwise: number | null = from,
): number | null {
  let at = from;
  for (let tried = 0; tried < LINES_TRIED && at < text.length; tried++) {
    const whole = last && text.length - at <= LONGEST_TRIED;
    const { records, ends, fault } = parseRecords(text.slice(at, at + LONGEST_TRIED), { delimiter, preview: 1 }, whole);
    const cells = records[0];
    if (cells === undefined && fault === null && !last && text.length - at < LONGEST_TRIED) return null;
    const raw = text.slice(at, at + (ends[0] ?? 0));
    if (cells !== undefined && (width === null || cells.length === width) && quotes(raw) % 2 === 0) return at;
    at = endOfLine(text, at);
  }
  return at >= text.length && !last && text.length - from < LONGEST_TRIED ? null : otherwise;
}

const LONGEST_TRIED = 2 ** 16;

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at + 1;
}

function quotes(text: string): number {
  return text.split('"').length - 1;
}
