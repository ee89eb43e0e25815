import { collapseWhitespace, isBlankText } from '../text/whitespace.ts';
import { growing } from './growing.ts';

/** The values of a column (white space collapsed), each once, and which of them every row has. */
export interface ColumnCodes {
  readonly values: readonly string[];
  /** Rows that have `values[code]`. */
  readonly counts: readonly number[];
  code(row: number): number;
}

export interface ColumnIndex {
  /** null: nearly every row has a value of its own, so they were not kept. */
  readonly codes: ColumnCodes | null;
  readonly emptyRows: number;
  /** The cell is blank. */
  isEmpty(row: number): boolean;
}

/** Beyond any of these a column is text and no category: too many values, too much of it, or hardly any that repeats. */
const MOST_VALUES = 60_000;
const MOST_CHARACTERS = 2 ** 20;
const ROWS_BEFORE_JUDGING = 2000;
const MOST_DISTINCT = 0.8;

/** Codes the cells of one column as they come. */
export interface ColumnCoder extends ColumnIndex {
  add(cell: string): void;
}

export function createColumnCoder(): ColumnCoder {
  const codes = growing((length) => new Uint16Array(length));
  const blanks = growing((length) => new Uint8Array(length));
  // By the cell as written, too: most cells need no collapsing then.
  const byCell = new Map<string, number>();
  const byValue = new Map<string, number>();
  const values: string[] = [];
  const counts: number[] = [];
  let characters = 0;
  let coded = true;
  let emptyRows = 0;

  const codeOf = (cell: string): number => {
    const known = byCell.get(cell);
    if (known !== undefined) return known;
    const value = ownCopy(collapseWhitespace(cell));
    let code = byValue.get(value);
    if (code === undefined) {
      code = values.length;
      values.push(value);
      counts.push(0);
      byValue.set(value, code);
      characters += value.length;
    }
    const written = ownCopy(cell);
    characters += written.length;
    byCell.set(written, code);
    return code;
  };

  const giveUp = () => {
    coded = false;
    for (let row = 0; row < codes.length; row++) blanks.push(values[codes.at(row)] === '' ? 1 : 0);
    codes.clear();
    byCell.clear();
    byValue.clear();
    values.length = 0;
    counts.length = 0;
  };

  return {
    add(cell) {
      const blank = isBlankText(cell);
      if (blank) emptyRows++;
      if (!coded) {
        blanks.push(blank ? 1 : 0);
        return;
      }
      const code = codeOf(cell);
      codes.push(code);
      counts[code] = (counts[code] as number) + 1;
      const rows = codes.length;
      const judged = rows >= ROWS_BEFORE_JUDGING && values.length > MOST_DISTINCT * rows;
      if (values.length > MOST_VALUES || characters > MOST_CHARACTERS || judged) giveUp();
    },
    get codes() {
      return coded ? { values, counts, code: (row: number) => codes.at(row) } : null;
    },
    get emptyRows() {
      return emptyRows;
    },
    isEmpty: (row) => (coded ? values[codes.at(row)] === '' : blanks.at(row) === 1),
  };
}

/** A cell is a window on the text of its whole piece of the file, which it would keep in memory. */
export function ownCopy(text: string): string {
  return text === '' ? '' : (JSON.parse(JSON.stringify(text)) as string);
}
