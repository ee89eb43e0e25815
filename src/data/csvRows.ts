import { UserError } from '../lib/errors.ts';
import { ownCopy } from './columnCodes.ts';
import { nameColumns } from './csvHeader.ts';
import type { BrokenRecord, RecordPlace, RecordSink } from './csvRecords.ts';
import { isBlank } from './papa.ts';
import { problemPlace, type RowProblem } from './problem.ts';
import type { FilePart } from './tableIndex.ts';

const SHORT_START = 40;

/**
 * Takes the records of a CSV into the table. The first record that is not blank is the header; blank lines count as rows and hold nothing.
 *
 * A row with too few cells gets empty ones and a warning. Too many cells, when the extra ones are empty (trailing delimiters), are dropped
 * with a warning. Extra cells with text are a problem: almost always a delimiter stands unquoted in a text, every later cell has
 * moved into the wrong column, and training on that would go unnoticed.
 */
export interface CsvRows extends RecordSink {
  /** Columns of the header; null before it was read. */
  readonly width: number | null;
  /** Adds the warnings. UserError for a file without a header. */
  finish(): void;
}

export function createCsvRows(fileName: string, part: FilePart): CsvRows {
  let columns: string[] | null = null;
  const short: number[] = [];
  const long: number[] = [];

  const report = (
    { begin, end, number }: RecordPlace,
    problem: Pick<RowProblem, 'kind' | 'what' | 'remedy'>,
    at: number | null,
  ) => {
    const column = at === null ? null : columns?.[at] === undefined ? `${at + 1}` : `"${columns[at]}"`;
    const whole: RowProblem = { ...problem, file: part.file, fileName, row: number, column, begin, end };
    if (columns !== null) part.addProblem(whole);
    else throw new UserError(problem.what, { where: `${fileName}, ${problemPlace(whole)}`, remedy: problem.remedy });
  };

  return {
    get width() {
      return columns?.length ?? null;
    },
    record(record, place) {
      if (isBlank(record)) return;
      if (columns === null) {
        const named = nameColumns(record.map(ownCopy));
        columns = named.columns;
        part.addColumns(columns);
        for (const warning of named.warnings) part.addWarning(warning);
        return;
      }
      const extra = record.slice(columns.length).find((cell) => cell.trim() !== '');
      if (extra !== undefined) {
        report(place, tooManyCells(record.length, columns.length, extra), null);
        return;
      }
      if (record.length < columns.length) short.push(part.nextRow);
      if (record.length > columns.length) long.push(part.nextRow);
      part.addRow(record, place);
    },
    broken(record, place) {
      report(place, describe(record), record.column);
    },
    finish() {
      if (columns === null)
        throw new UserError('the file is empty', { where: fileName, remedy: 'Choose a CSV with a header row.' });
      const numbers = (rows: readonly number[]) => rows.map((row) => part.rowNumber(row));
      if (short.length > 0) {
        const message = `${count(short)} fewer cells than the header (${some(numbers(short))}); the missing cells were read as empty.`;
        part.addWarning({ kind: 'short-rows', message, rows: short });
      }
      if (long.length > 0) {
        const message = `${count(long)} more cells than the header (${some(numbers(long))}); the extra cells are empty and were dropped.`;
        part.addWarning({ kind: 'extra-empty-cells', message, rows: long });
      }
    },
  };
}

function describe({ kind, start }: BrokenRecord): Pick<RowProblem, 'kind' | 'what' | 'remedy'> {
  const begins = `(the cell begins: ${start.slice(0, SHORT_START)}…)`;
  switch (kind) {
    case 'open-quote':
      return { kind, what: `a quote is never closed ${begins}`, remedy: CLOSE_QUOTE };
    case 'text-after-quote':
      return { kind, what: `text follows the quote that closes the cell ${begins}`, remedy: CLOSE_QUOTE };
    case 'broken-bytes':
      return { kind, what: `${brokenByte(start)} is no text in this encoding`, remedy: 'Choose another encoding.' };
    case 'nul':
      return { kind, what: 'holds a NUL character, which is no text', remedy: 'Remove it.' };
  }
}

const CLOSE_QUOTE = 'Close the quote; a quote that belongs to the text is written twice ("").';

function brokenByte(text: string): string {
  const unit = text.match(/\p{Surrogate}/u)?.[0].charCodeAt(0) ?? 0;
  return unit >= 0xdc80 && unit <= 0xdcff ? `byte 0x${(unit - 0xdc00).toString(16).toUpperCase()}` : 'half a character';
}

function tooManyCells(cells: number, columns: number, extra: string): Pick<RowProblem, 'kind' | 'what' | 'remedy'> {
  return {
    kind: 'extra-cells',
    what: `${cells} cells, but the header has ${columns} columns (the first extra cell is "${extra.trim().slice(0, SHORT_START)}")`,
    remedy: 'Put quotes around a cell that contains the delimiter, or choose another delimiter.',
  };
}

function count(rows: readonly number[]): string {
  return rows.length === 1 ? '1 row has' : `${rows.length} rows have`;
}

function some(rows: readonly number[]): string {
  const first = rows.slice(0, 5).join(', ');
  return `${rows.length === 1 ? 'row' : 'rows'} ${first}${rows.length > 5 ? ', …' : ''}`;
}
