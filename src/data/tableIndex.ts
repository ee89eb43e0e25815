import { type ColumnCoder, createColumnCoder } from './columnCodes.ts';
import type { Encoding } from './encoding.ts';
import { createProblemList, type RowProblem, rawText } from './problem.ts';
import { type RowFile, readBack } from './readBack.ts';
import { createRowIndex } from './rowIndex.ts';
import type { Table, TableFile, TableRow, TableWarning } from './table.ts';

/** A file while its rows are indexed. */
export interface IndexedFile extends RowFile {
  readonly encoding: Encoding;
  readonly delimiter: string | null;
}

/** Collects the rows of one file after the other into one table. */
export interface TableIndex {
  /** Begins a file. Its columns are matched with those of the files before by their names. */
  startFile(): FilePart;
  finish(): Table;
}

export interface FilePart {
  /** Rows of all files so far, which is the index of the next. */
  readonly nextRow: number;
  /** Place of the file. */
  readonly file: number;
  /** Adds columns; those that other files have already keep their place in the table. */
  addColumns(names: readonly string[]): void;
  /** A row with its cells in the order of this file's columns; missing ones are empty. */
  addRow(
    cells: readonly string[],
    place: { readonly begin: number; readonly end: number; readonly number: number },
  ): void;
  /** The number of a row of this file. */
  rowNumber(row: number): number;
  addProblem(problem: RowProblem): void;
  addWarning(warning: TableWarning): void;
  /** Ends the file. */
  close(file: IndexedFile): void;
}

export function createTableIndex(): TableIndex {
  const rows = createRowIndex();
  const columns: string[] = [];
  const coders: ColumnCoder[] = [];
  const files: IndexedFile[] = [];
  /** Of each file: where its columns stand in the table. */
  const places: number[][] = [];
  const rowCounts: number[] = [];
  const warnings: TableWarning[] = [];
  const problems = createProblemList();

  const columnPlace = (name: string): number => {
    const known = columns.indexOf(name);
    if (known !== -1) return known;
    const coder = createColumnCoder();
    for (let row = 0; row < rows.count; row++) coder.add('');
    coders.push(coder);
    return columns.push(name) - 1;
  };

  const startFile = (): FilePart => {
    rows.startFile();
    const file = files.length;
    const firstRow = rows.count;
    const own: number[] = [];
    places.push(own);
    let widened: string[] = [];
    return {
      file,
      get nextRow() {
        return rows.count;
      },
      addColumns(names) {
        for (const name of names) own.push(columnPlace(name));
      },
      addRow(cells, place) {
        widened = widen(cells, own, columns.length, widened);
        for (const [i, coder] of coders.entries()) coder.add(widened[i] as string);
        rows.add(place);
      },
      rowNumber: rows.number,
      addProblem: problems.add,
      addWarning: (warning) => warnings.push(warning),
      close(indexed) {
        files.push(indexed);
        rowCounts.push(rows.count - firstRow);
      },
    };
  };

  return {
    startFile,
    finish: (): Table => {
      const sources = files.map((file, i): RowFile => {
        const own = places[i] as number[];
        const cells = (bytes: Uint8Array, count: number) =>
          file.cells(bytes, count).map((row) => widen(row, own, columns.length, []));
        return { name: file.name, blob: file.blob, cells };
      });
      return {
        fileName: files.map(({ name }) => name).join(', '),
        files: files.map(
          ({ name, encoding, delimiter }, i): TableFile => ({
            name,
            encoding,
            delimiter,
            rowCount: rowCounts[i] as number,
          }),
        ),
        columns,
        rowCount: rows.count,
        warnings: [...warnings, ...columnMismatches(files, places, columns)],
        problems: problems.listed,
        problemCount: problems.count,
        rowNumber: rows.number,
        fileOf: rows.file,
        column: (column) => coders[column] as ColumnCoder,
        read: (wanted): AsyncIterable<readonly TableRow[]> => readBack(wanted, rows, sources),
        rawText: (problem) => rawText(problem, files[problem.file] as IndexedFile),
      };
    },
  };
}

/** The cells of a file in the order of the table. */
function widen(cells: readonly string[], places: readonly number[], width: number, into: string[]): string[] {
  for (let i = 0; i < width; i++) into[i] = '';
  for (let i = 0; i < places.length; i++) into[places[i] as number] = cells[i] ?? '';
  return into;
}

function columnMismatches(
  files: readonly IndexedFile[],
  places: readonly (readonly number[])[],
  columns: readonly string[],
): TableWarning[] {
  return files.flatMap(({ name }, file) => {
    const own = new Set(places[file]);
    const missing = columns.filter((_, i) => !own.has(i)).map((column) => `"${column}"`);
    if (missing.length === 0) return [];
    const what = missing.length === 1 ? `no column ${missing[0]}` : `no columns ${missing.join(', ')}`;
    return [{ kind: 'other-columns', message: `${name} has ${what}: its rows are empty there.`, rows: [] } as const];
  });
}
