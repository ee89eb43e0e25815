import type { TableFile } from '../data/table.ts';
import type { RunConfig } from '../run/config.ts';

/** What data.worker answers the page with: counts, samples and audits. The rows themselves stay in the worker. */
export interface DataApi {
  /** Reads CSV or JSONL files as one and keeps their index. Rejects with a UserError naming the file that cannot be used at all. */
  open(files: readonly File[], reading: ReadingChoices, onProgress: (fraction: number) => void): Promise<FileFacts>;
  /** Rows of the files as they are, `count` of a view from its place `from` on, long cells clipped. */
  rows(choices: SplitChoices, view: RowView, from: number, count: number): Promise<RowWindow>;
  /** All cells of a row, whole. */
  row(row: number): Promise<readonly string[]>;
  /** The raw text of a row that could not be used, by its place in `FileFacts.problems`. */
  showProblem(problem: number): Promise<string>;
  /** Filters, builds examples and splits them. Rejects with a UserError naming what leaves nothing to train on. */
  prepare(choices: SplitChoices): Promise<Preparation>;
  /** Tokenises the parts for a model and counts what is trained; rejects with the reason when that would be nothing. */
  audit(choices: SplitChoices & TokenChoices): Promise<AuditFacts>;
  /** Tokenises if need be and sends the parts to engine.worker over `port` (rowsPort.ts). */
  send(choices: SplitChoices & TokenChoices, port: MessagePort): Promise<void>;
}

export type SplitChoices = Pick<
  RunConfig,
  | 'where'
  | 'keepEmpty'
  | 'keepDuplicates'
  | 'keepNearDuplicates'
  | 'prompt'
  | 'completion'
  | 'stratify'
  | 'split'
  | 'seed'
  | 'limit'
>;
export type TokenChoices = Pick<RunConfig, 'model' | 'maxLength'> & { readonly modelsUrl: string };

/** How the bytes of a file become rows. */
export type ReadingChoices = Pick<RunConfig, 'encoding' | 'delimiter'>;

/** Why a row is not used. */
export type RowReason = 'filtered' | 'empty' | 'duplicate' | 'near-duplicate';
export type RowView = 'all' | 'kept' | 'left-out' | RowReason;

export interface RowWindow {
  /** Rows of the whole view. */
  readonly total: number;
  readonly rows: readonly ShownRow[];
}

export interface ShownRow {
  readonly row: number;
  /** As a spreadsheet numbers it in its file. */
  readonly number: number;
  /** null: there is only one file. */
  readonly fileName: string | null;
  readonly cells: readonly string[];
  /** null: it is used. */
  readonly reason: RowReason | null;
}

export interface FileFacts {
  /** Names of all files. */
  readonly fileName: string;
  readonly files: readonly TableFile[];
  readonly sizeBytes: number;
  /** `examples`: a JSONL file whose lines already are prompt and completion, so there is nothing to fill in. */
  readonly kind: 'table' | 'examples';
  readonly rowCount: number;
  readonly columns: readonly ColumnFacts[];
  readonly warnings: readonly string[];
  /** Rows that cannot be used, the first of them, each with its sentence; `problemCount`: all. */
  readonly problems: readonly ProblemFacts[];
  readonly problemCount: number;
}

export interface ProblemFacts {
  /** `Row 812, column "Answer": a quote is never closed.` */
  readonly sentence: string;
  readonly remedy: string;
}

export interface ColumnFacts {
  readonly name: string;
  /** The most frequent values; `more` when there are others. */
  readonly values: readonly ValueCount[];
  readonly more: boolean;
  /** Different values; null: nearly every row has its own. */
  readonly distinct: number | null;
  readonly emptyRows: number;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface Preparation {
  readonly rowCount: number;
  readonly matched: number;
  /** Rows that each condition of the filter alone holds. */
  readonly conditionCounts: readonly number[];
  readonly examples: number;
  readonly leftOut: { readonly empty: number; readonly duplicates: number; readonly nearDuplicates: number };
  readonly counts: { readonly train: number; readonly validation: number; readonly test: number };
  readonly strata: readonly { readonly name: string; readonly count: number; readonly pooled: boolean }[];
  readonly fingerprint: string;
  readonly preview: readonly PreviewExample[];
}

export interface PreviewExample {
  /** Row of the file, from 1 (the header is not counted). */
  readonly row: number;
  readonly prompt: string;
  readonly completion: string;
}

export interface AuditFacts {
  /** Of the training part: tokens of one pass, and how many of them are trained. */
  readonly tokens: number;
  readonly supervised: number;
  /** Over all parts: tokens of the longest row before it is cut, and what the cut costs. */
  readonly longest: number;
  readonly cutRows: number;
  readonly lostAnswerTokens: number;
}
