import type { BlobLike } from './csvInput.ts';
import type { Example } from './examples.ts';
import type { RowProblem } from './problem.ts';
import type { Parts } from './split.ts';
import type { Table } from './table.ts';

/** A File, or what stands for one outside a browser. */
export interface NamedBlob extends BlobLike {
  readonly name: string;
  text(): Promise<string>;
}

/** What the files of a person hold: rows from which examples are made, or examples that already are prompt and completion. */
export type OpenedData = OpenedTable | OpenedExamples;

interface Problems {
  /** Rows that are in the files and cannot be used, the first of them; `problemCount`: all. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  /** The text of a problem row as it stands in its file. */
  rawText(problem: RowProblem): Promise<string>;
}

export interface OpenedTable extends Problems {
  readonly kind: 'table';
  readonly files: readonly string[];
  readonly table: Table;
}

export interface OpenedExamples extends Problems {
  readonly kind: 'examples';
  readonly files: readonly string[];
  readonly examples: readonly Example[];
  /** The split that the files themselves are (train, validation and test opened together), which then is not made anew; null: none. */
  readonly parts: Parts | null;
}
