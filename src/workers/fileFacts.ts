import { columnValues } from '../data/filter.ts';
import { countRows } from '../data/openData.ts';
import type { OpenedData } from '../data/openedData.ts';
import { problemPlace, type RowProblem } from '../data/problem.ts';
import type { Table } from '../data/table.ts';
import type { ColumnFacts, FileFacts, ProblemFacts } from './dataApi.ts';

/** Values of a column that the page can offer as a filter. */
const VALUES_SHOWN = 200;
/** Longer texts are no categories: nobody picks them from a list. */
const LONGEST_VALUE = 100;
const PROBLEMS_SHOWN = 100;

/** What the page is told of files that were opened. */
export function fileFacts(data: OpenedData, sizeBytes: number): FileFacts {
  const common = {
    fileName: data.files.join(', '),
    sizeBytes,
    rowCount: countRows(data),
    kind: data.kind,
    problems: data.problems.slice(0, PROBLEMS_SHOWN).map((problem) => problemFacts(problem, data.files.length)),
    problemCount: data.problemCount,
  };
  if (data.kind === 'examples') return { ...common, files: [], columns: [], warnings: [] };
  const { table } = data;
  return {
    ...common,
    files: table.files,
    columns: table.columns.map((name, i) => columnFacts(table, name, i)),
    warnings: table.warnings.map(({ message }) => message),
  };
}

function columnFacts(table: Table, name: string, column: number): ColumnFacts {
  const { codes, emptyRows } = table.column(column);
  const values = columnValues(table, name);
  const shown = values.filter(({ value }) => value.length <= LONGEST_VALUE).slice(0, VALUES_SHOWN);
  return {
    name,
    values: shown,
    more: codes === null || shown.length < values.length,
    distinct: codes === null ? null : values.length,
    emptyRows,
  };
}

function problemFacts(problem: RowProblem, files: number): ProblemFacts {
  const place = `${problemPlace(problem)}${files > 1 ? ` of ${problem.fileName}` : ''}`;
  const sentence = `${place[0]?.toUpperCase()}${place.slice(1)}: ${problem.what}.`;
  return { sentence, remedy: problem.remedy };
}
