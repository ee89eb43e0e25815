import { growing } from './growing.ts';

/** Where every row stands: its file, its bytes in it, and its number there. 16 bytes a row. */
export interface RowIndex {
  readonly count: number;
  begin(row: number): number;
  end(row: number): number;
  number(row: number): number;
  file(row: number): number;
}

export interface RowIndexBuilder extends RowIndex {
  /** Rows from here on are of the next file. */
  startFile(): void;
  add(place: { readonly begin: number; readonly end: number; readonly number: number }): void;
}

export function createRowIndex(): RowIndexBuilder {
  const begins = growing((length) => new Float64Array(length));
  const lengths = growing((length) => new Uint32Array(length));
  const numbers = growing((length) => new Uint32Array(length));
  /** First row of every file. */
  const files: number[] = [];
  return {
    get count() {
      return begins.length;
    },
    begin: (row) => begins.at(row),
    end: (row) => begins.at(row) + lengths.at(row),
    number: (row) => numbers.at(row),
    file(row) {
      let file = files.length - 1;
      while (file > 0 && (files[file] as number) > row) file--;
      return file;
    },
    startFile() {
      files.push(begins.length);
    },
    add({ begin, end, number }) {
      begins.push(begin);
      lengths.push(end - begin);
      numbers.push(number);
    },
  };
}
