import type { RowFault } from '../data/audit.ts';
import type { CopyKind } from '../data/leaks.ts';
import type { LengthBin } from '../data/lengthHistogram.ts';
import type { LengthPrices } from '../data/lengthPrices.ts';
import type { PartName } from '../data/split.ts';
import type { StratumChoice, StratumProposal } from '../data/stratum.ts';
import type { TableFile } from '../data/table.ts';
import type { ReportFormat, ReportOptions } from '../report/runReport.ts';
import type { RunConfig } from '../run/config.ts';
import type { PredictionRecord, RunEvent } from '../run/events.ts';
import type { RowLengths } from '../run/plan.ts';
import type { ReadReview } from '../run/review/readReview.ts';
import type { RunReview } from '../run/review/reviewRecord.ts';
import type { RowTokenLosses } from '../run/tokenLosses.ts';
import type { TokenPiece } from '../text/tokenPieces.ts';
import type { GivenFile } from './engineApi.ts';

/** What data.worker answers the page with: counts, samples and audits. The rows themselves stay in the worker. */
export interface DataApi {
  /** Keeps a model of the person's own, whose tokenizer `audit` and `send` then use. */
  giveModel(name: string, files: readonly GivenFile[]): Promise<void>;
  /** Reads CSV or JSONL files as one and keeps their index. Rejects with a UserError naming the file that cannot be used at all. */
  open(files: readonly File[], reading: ReadingChoices, onProgress: (fraction: number) => void): Promise<FileFacts>;
  /** Rows of the files as they are, `count` of a view from its place `from` on, long cells clipped. */
  rows(choices: SplitChoices, view: RowView, from: number, count: number): Promise<RowWindow>;
  /** All cells of a row, whole. */
  row(row: number): Promise<readonly string[]>;
  /** The raw text of a row that could not be used, by its place in `FileFacts.problems`. */
  showProblem(problem: number): Promise<string>;
  /** Filters, builds examples and splits them; `auto`: by the column that is proposed. Rejects with a UserError naming what leaves nothing to train on. */
  prepare(choices: SplitChoices, auto: boolean): Promise<Preparation>;
  /** One example as text. */
  pickRow(choices: SplitChoices, pick: RowPick): Promise<PickedRow>;
  /** One example token by token, as the model meets it, before any cut. */
  rowTokens(choices: SplitChoices & ModelChoice, position: number): Promise<RowTokens>;
  /** Rows that have a copy in another part. */
  checkLeaks(choices: SplitChoices): Promise<LeakFacts>;
  /** The three parts as JSONL files in a zip. */
  saveSplit(choices: SplitChoices): Promise<Blob>;
  /** Tokenises the parts and answers with what any maximum length would cost. Rejects with AbortedError after `stopMeasuring`. */
  measure(choices: SplitChoices & ModelChoice, onProgress: Progress): Promise<LengthFacts>;
  stopMeasuring(): void;
  /** The rows with a fault at a maximum length, the worst first. */
  faultyRows(choices: SplitChoices & TokenChoices, fault: FaultChoice): Promise<FaultyRow[]>;
  /** Tokenises the parts for a model and counts what is trained; rejects with the reason when that would be nothing. */
  audit(choices: SplitChoices & TokenChoices): Promise<AuditFacts>;
  /** The zip of a finished run anew, with or without its rows; rejects when it does not read back. */
  repack(archive: Blob, rows: boolean, review: RunReview): Promise<RepackedArchive>;
  /** Losses of a test row's answer tokens out of a run's zip; null: it has none. */
  tokenLosses(archive: Blob, index: number): Promise<RowTokenLosses | null>;
  /** A file that a reviewer filled in. Rejects with a UserError naming the rows that are wrong. */
  readReview(file: File, predictions: readonly PredictionRecord[], seed: number): Promise<ReadReview>;
  /** A trial as a run of its own, out of the zip of its grid. */
  openTrial(archive: Blob, folder: string): Promise<OpenedTrialFiles>;
  /** The report of a finished run out of its zip, as one file; rejects when the zip has no run.json that can be read. */
  report(archive: Blob, format: ReportFormat, options: ReportOptions): Promise<Blob>;
  /** Tokenises if need be and sends the parts to engine.worker over `port` (rowsPort.ts). */
  send(choices: SplitChoices & TokenChoices, port: MessagePort): Promise<void>;
}

export interface OpenedTrialFiles extends RepackedArchive {
  readonly config: RunConfig;
  readonly events: readonly RunEvent[];
}

export type { ReportFormat, ReportOptions };

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
  | 'keepTogether'
  | 'limit'
>;
export type ModelChoice = Pick<RunConfig, 'model'> & { readonly modelsUrl: string };
export type TokenChoices = ModelChoice & Pick<RunConfig, 'maxLength'>;
export type Progress = (done: number, total: number) => void;

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

export interface RepackedArchive {
  readonly archive: Blob;
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
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
  /** null for files that are examples already. */
  readonly stratum: StratumFacts | null;
  /** The files were a split already (train, validation, test), and it is kept. */
  readonly given: boolean;
  /** Sizes by the proportions; the parts differ from them where groups of copies do not fit. */
  readonly wanted: { readonly train: number; readonly validation: number; readonly test: number };
}

/** What keeps the parts alike, and why. */
export interface StratumFacts {
  /** The proposal is followed when the rows change. */
  readonly auto: boolean;
  readonly proposal: StratumProposal;
  readonly column: string | null;
  /** Of `column`; null where there is none or it has too many values to count. */
  readonly inUse: StratumChoice | null;
}

/** Position among the examples (any whole number, they go round), or the number of a row of the file. */
export type RowPick =
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'number'; readonly number: number };

export interface PickedRow {
  readonly position: number;
  /** How many examples there are. */
  readonly count: number;
  /** Number of the row in its file. */
  readonly row: number;
  /** null: in no part (the limit leaves it out, or there is no split yet). */
  readonly part: PartName | null;
  readonly prompt: string;
  readonly completion: string;
  /** The row that was asked for is not used, so this is the next one. */
  readonly instead: { readonly number: number; readonly reason: 'empty' | 'duplicate' | 'filtered' | 'none' } | null;
}

export interface RowTokens {
  readonly pieces: readonly TokenPiece[];
  readonly promptTokens: number;
  /** Tokens up to and with the one that ends the answer; 0: none does. */
  readonly endTokens: number;
}

export interface LeakFacts {
  /** Rows of validation and test with a copy in an earlier part. */
  readonly rows: { readonly validation: number; readonly test: number };
  readonly byKind: Readonly<Record<CopyKind, number>>;
  readonly groupCount: number;
  /** The first groups, the plainest copies first. */
  readonly groups: readonly {
    readonly kind: CopyKind;
    readonly rowCount: number;
    readonly rows: readonly LeakRow[];
  }[];
}

export interface LeakRow {
  readonly part: PartName;
  readonly row: number;
  readonly prompt: string;
  readonly completion: string;
}

export interface LengthFacts {
  readonly prices: Readonly<Record<PartName, LengthPrices>>;
  /** Over all parts. */
  readonly bins: readonly LengthBin[];
  /** Before any cut, over all parts: tokens of the longest rows as in RowLengths, and of the longest prompt. */
  readonly longest: readonly number[];
  readonly longestPrompt: number;
}

export type FaultChoice = RowFault;

export interface FaultyRow {
  readonly part: PartName;
  readonly row: number;
  /** The text where the fault is. */
  readonly text: string;
  readonly tokens: number;
  readonly lostTokens: number;
}

export interface AuditFacts {
  /** Of the training part: tokens of one pass, and how many of them are trained. */
  readonly tokens: number;
  readonly supervised: number;
  /** Over all parts: tokens of the longest row before it is cut, and what the cut costs. */
  readonly longest: number;
  readonly cutRows: number;
  readonly lostAnswerTokens: number;
  /** Of the rows as they are cut: what memory and time depend on. */
  readonly lengths: RowLengths;
}
