import { UserError } from '../lib/errors.ts';

/** A row that cannot be used as it is. The rest of the file is read without it. */
export interface RowProblem {
  readonly kind: 'open-quote' | 'text-after-quote' | 'extra-cells' | 'broken-bytes' | 'nul' | 'endless' | 'bad-json';
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
