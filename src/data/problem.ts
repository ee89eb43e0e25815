import { UserError } from '../lib/errors.ts';
import type { BlobLike } from './csvInput.ts';
import { decodeRange, type Encoding } from './encoding.ts';
import { readRange } from './readBack.ts';

/** A row that cannot be used as it is. The rest of the file is read without it. */
export interface RowProblem {
  readonly kind: 'open-quote' | 'text-after-quote' | 'extra-cells' | 'broken-bytes' | 'nul' | 'bad-json';
  /** Place of the file among those that were opened together. */
  readonly file: number;
  readonly fileName: string;
  /** Number of the row as a spreadsheet shows it; of the line in JSONL. */
  readonly row: number;
  readonly column: string | null;
  /** What is wrong, as the end of the sentence "Row 812, column "Answer": …"; no full stop. */
  readonly what: string;
  /** How to mend the file. */
  readonly remedy: string;
  /** Where its raw text stands in the file. */
  readonly begin: number;
  readonly end: number;
}

/** `row 812, column "Answer"`, `line 3`. */
export function problemPlace({ kind, row, column }: Pick<RowProblem, 'kind' | 'row' | 'column'>): string {
  return `${kind === 'bad-json' ? 'line' : 'row'} ${row}${column === null ? '' : `, column ${column}`}`;
}

/** The refusal of a file for its first problem row. `remedy`: what else can be done. */
export function problemError(problem: RowProblem, count: number, remedy = ''): UserError {
  const others = count === 1 ? '' : ` (the first of ${count} such rows)`;
  return new UserError(`${problem.what}${others}`, {
    where: `${problem.fileName}, ${problemPlace(problem)}`,
    remedy: `${problem.remedy}${remedy === '' ? '' : ` ${remedy}`}`,
  });
}

/** A line of JSON Lines that cannot be used. */
export function lineProblem(
  source: Pick<RowProblem, 'file' | 'fileName'>,
  { begin, end, number }: { readonly begin: number; readonly end: number; readonly number: number },
  what: string,
): RowProblem {
  const remedy = 'Write one JSON object per line.';
  return { ...source, kind: 'bad-json', row: number, column: null, what, remedy, begin, end };
}

/** The problems of what was opened: the first of them, and how many there are. */
export interface ProblemList {
  readonly listed: readonly RowProblem[];
  readonly count: number;
  add(problem: RowProblem): void;
}

/** More are counted and not listed. */
const MOST_LISTED = 1000;

export function createProblemList(): ProblemList {
  const listed: RowProblem[] = [];
  let count = 0;
  return {
    listed,
    get count() {
      return count;
    },
    add(problem) {
      count++;
      if (listed.length < MOST_LISTED) listed.push(problem);
    },
  };
}

const LONGEST_RAW = 4000;

/** The text of a problem's place as it stands in its file, the first thousands of bytes of it. */
export async function rawText(
  { begin, end }: Pick<RowProblem, 'begin' | 'end'>,
  source: { readonly name: string; readonly blob: BlobLike; readonly encoding: Encoding },
): Promise<string> {
  const shownEnd = Math.min(end, begin + LONGEST_RAW);
  const text = decodeRange(await readRange(source, begin, shownEnd), source.encoding);
  return shownEnd < end ? `${text}…` : text;
}
