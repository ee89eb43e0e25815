import { UserError } from '../lib/errors.ts';
import { hashString, mixSeeds } from '../lib/random.ts';
import { columnIndex } from '../text/columnNames.ts';
import type { Template } from '../text/promptTemplate.ts';
import { collapseWhitespace } from '../text/whitespace.ts';
import type { Table, TableRow } from './table.ts';

/** One question with its answer. */
export interface Example {
  /** Index of the row in the table (from 0), or the `id` of a JSONL line. */
  readonly row: number;
  readonly prompt: string;
  readonly completion: string;
  readonly stratum: string | null;
}

export interface ExampleSettings {
  readonly prompt: Template;
  readonly completion: Template;
  /** Column whose values are to have the same shares in every part; null for none. */
  readonly stratify: string | null;
  /** Rows that are used although they would be left out; nothing when left out. */
  readonly keep?: { readonly empty: boolean; readonly duplicates: boolean };
}

export interface BuiltExamples {
  readonly examples: readonly Example[];
  /** Rows that were left out: numbers of rows, and their indexes in the table. */
  readonly left: {
    readonly empty: number;
    readonly duplicates: number;
    readonly emptyRows: readonly number[];
    readonly duplicateRows: readonly number[];
  };
}

/** The stratum of rows whose cell is empty. */
const NO_STRATUM = '(empty)';

/**
 * Fills the templates with the chosen rows. A row is left out as empty when all cells of its prompt or all cells of its completion
 * are blank, and as a duplicate when an earlier row gave the same prompt and completion. UserError for unknown columns and when nothing is left.
 */
export async function buildExamples(
  table: Table,
  rowIndexes: readonly number[],
  { prompt, completion, stratify, keep = { empty: false, duplicates: false } }: ExampleSettings,
): Promise<BuiltExamples> {
  const renderPrompt = prompt.bind(table.columns);
  const renderCompletion = completion.bind(table.columns);
  const promptCells = prompt.columns.map((name) => columnIndex(table.columns, name, table.fileName));
  const completionCells = completion.columns.map((name) => columnIndex(table.columns, name, table.fileName));
  const stratumCell = stratify === null ? null : columnIndex(table.columns, stratify, `${table.fileName}, stratify`);

  const examples: Example[] = [];
  const emptyRows: number[] = [];
  const duplicateRows: number[] = [];
  const seen = new Map<number, Example[]>();
  const add = ({ row, cells }: TableRow) => {
    const blank = (columns: readonly number[]) =>
      columns.every((column) => collapseWhitespace(cells[column] ?? '') === '');
    if (!keep.empty && (blank(promptCells) || blank(completionCells))) {
      emptyRows.push(row);
      return;
    }
    const example = {
      row,
      prompt: renderPrompt(cells),
      completion: renderCompletion(cells),
      stratum: stratumCell === null ? null : collapseWhitespace(cells[stratumCell] ?? '') || NO_STRATUM,
    };
    const hash = mixSeeds(hashString(example.prompt), hashString(example.completion));
    const alike = seen.get(hash) ?? [];
    if (!keep.duplicates && alike.some((one) => isSame(one, example))) {
      duplicateRows.push(row);
      return;
    }
    if (alike.push(example) === 1) seen.set(hash, alike);
    examples.push(example);
  };
  for await (const batch of table.read(rowIndexes)) for (const row of batch) add(row);
  if (examples.length === 0) throw allEmpty(table, rowIndexes, prompt, completion);
  return { examples, left: { empty: emptyRows.length, duplicates: duplicateRows.length, emptyRows, duplicateRows } };
}

function isSame(a: Example, b: Example): boolean {
  return a.prompt === b.prompt && a.completion === b.completion;
}

function allEmpty(table: Table, rowIndexes: readonly number[], prompt: Template, completion: Template): UserError {
  const columns = [...new Set([...prompt.columns, ...completion.columns])].map((name) => `"${name}"`).join(', ');
  const rows = rowIndexes.length === 1 ? 'the one chosen row has' : `none of the ${rowIndexes.length} chosen rows has`;
  const what =
    rowIndexes.length === 1 ? `${rows} no prompt or no completion` : `${rows} both a prompt and a completion`;
  return new UserError(rowIndexes.length === 0 ? 'no rows were chosen' : what, {
    where: table.fileName,
    remedy: `Check the templates; they use the columns ${columns}.`,
  });
}
