import { UserError } from '../lib/errors.ts';
import { nameColumns } from './csvHeader.ts';
import { memoryTable } from './memoryTable.ts';
import { isBlank } from './papa.ts';
import type { Table, TableWarning } from './table.ts';

/**
 * Collects records into a table. The first record that is not blank is the header; blank lines count as rows and hold nothing.
 *
 * A row with too few cells gets empty ones and a warning. Too many cells, when the extra ones are empty (trailing delimiters), are dropped
 * with a warning. Extra cells with text are refused: almost always a delimiter stands unquoted in a text, every later cell has
 * moved into the wrong column, and training on that would go unnoticed.
 */
export interface TableBuilder {
  add(record: string[], rowNumber: number): void;
  finish(delimiter: string): Table;
}

export function createTableBuilder(fileName: string): TableBuilder {
  let columns: string[] | null = null;
  const warnings: TableWarning[] = [];
  const rows: string[][] = [];
  const rowNumbers: number[] = [];
  const short: number[] = [];
  const long: number[] = [];

  const fitWidth = (record: string[], width: number, rowNumber: number) => {
    if (record.length < width) {
      short.push(rowNumber);
      while (record.length < width) record.push('');
    } else if (record.length > width) {
      const extra = record.slice(width).find((cell) => cell.trim() !== '');
      if (extra !== undefined) throw tooManyCells(fileName, rowNumber, record.length, width, extra);
      long.push(rowNumber);
      record.length = width;
    }
  };

  return {
    add(record, rowNumber) {
      if (isBlank(record)) return;
      if (columns === null) {
        const named = nameColumns(record);
        columns = named.columns;
        warnings.push(...named.warnings);
        return;
      }
      fitWidth(record, columns.length, rowNumber);
      rows.push(record);
      rowNumbers.push(rowNumber);
    },
    finish(delimiter) {
      if (columns === null)
        throw new UserError('the file is empty', { where: fileName, remedy: 'Choose a CSV with a header row.' });
      if (rows.length === 0) {
        throw new UserError('there is a header and no row below it', {
          where: fileName,
          remedy: 'Choose a CSV with data rows.',
        });
      }
      if (short.length > 0) {
        const message = `${count(short)} fewer cells than the header (${some(short)}); the missing cells were read as empty.`;
        warnings.push({ kind: 'short-rows', message, rows: short });
      }
      if (long.length > 0) {
        const message = `${count(long)} more cells than the header (${some(long)}); the extra cells are empty and were dropped.`;
        warnings.push({ kind: 'extra-empty-cells', message, rows: long });
      }
      return memoryTable({ fileName, columns, delimiter, warnings }, rows, rowNumbers);
    },
  };
}

function tooManyCells(fileName: string, row: number, cells: number, columns: number, extra: string): UserError {
  const shown = extra.trim().slice(0, 40);
  return new UserError(`${cells} cells, but the header has ${columns} columns (the first extra cell is "${shown}")`, {
    where: `${fileName}, row ${row}`,
    remedy: 'Put quotes around a cell that contains the delimiter, or choose another delimiter.',
  });
}

function count(rows: readonly number[]): string {
  return rows.length === 1 ? '1 row has' : `${rows.length} rows have`;
}

function some(rows: readonly number[]): string {
  const first = rows.slice(0, 5).join(', ');
  return `${rows.length === 1 ? 'row' : 'rows'} ${first}${rows.length > 5 ? ', …' : ''}`;
}
