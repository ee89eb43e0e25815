import type { GpuDescription, KernelChoices } from '../engine/types.ts';
import type { KeptModel } from '../hub/keptModels.ts';
import type { RunConfig } from '../run/config.ts';
import type { RunEvent } from '../run/events.ts';

import type { Measurement, PlannedGpu, RowLengths, RunPlan, StepProgress } from '../run/plan.ts';
import type { RunReview } from '../run/review/reviewRecord.ts';
import type { RunAbout } from '../run/runAbout.ts';
import type { RunSaid, TakenIn } from '../run/runShelf.ts';
import type { StoredRunFacts } from '../run/storedFacts.ts';
import type { TrialsRequest } from '../run/trialRecord.ts';
import type { AdapterApi, GivenAdapter } from './adapterApi.ts';
import type { ChatApi } from './chatApi.ts';
import type { FormsApi } from './formsApi.ts';

export type { RunSaid, StoredRunFacts, TakenIn };

/** What engine.worker does for the page. Weights, gradients and token rows never come here: events and files do. */
export interface EngineApi extends FormsApi, AdapterApi, ChatApi {
  probe(): Promise<GpuProbe>;
  /**
   * One run from loading to its files. `rows` brings the token rows from data.worker. Resolves when every event was
   * taken by `onEvent`; rejects with a UserError, RunError or AbortedError.
   */
  run(request: RunRequest, rows: MessagePort, onEvent: (event: RunEvent) => void): Promise<RunOutcome>;
  /** An unfinished run goes on from its last checkpoint, with what was kept of it; else as `run`. */
  resume(request: ResumeRequest, onEvent: (event: RunEvent) => void): Promise<RunOutcome>;
  /** Training waits, saved and with the GPU idle, until `goOn`; events say when it does. */
  pause(): void;
  goOn(): void;
  /** A checkpoint now, if there is a step that none has yet: the page may be about to go. */
  saveSoon(): void;
  /** Ends training after the current step and keeps what was learned. */
  stop(): void;
  /** Ends everything; nothing is kept but what `stored` lists. While answers are written it only skips the rest of them. */
  cancel(): void;
  /** Takes a trial out of the queue; the one under way ends, and nothing of it is kept. */
  cancelTrial(number: number): void;
  /** The files of the last run as a zip. */
  archive(): Promise<Blob>;
  /** Keeps a model of the person's own under a name for `config.model`. Rejects with a UserError when it cannot be trained here. */
  giveModel(name: string, files: readonly GivenFile[]): Promise<void>;
  /** Whether a model of this name is at hand; false for one that a person gave before the page was reloaded. */
  isModelHere(name: string, modelsUrl: string): Promise<boolean>;

  /** The models of the Hub that are whole in this browser, each by the name that `config.model` takes; never rejects. */
  hubModels(): Promise<readonly KeptModel[]>;

  /** The runs that were kept, newest first; never rejects. */
  stored(): Promise<readonly StoredRunFacts[]>;
  /** A finished run that was kept. Rejects with a UserError when it is damaged. */
  openStored(id: string): Promise<OpenedRun>;
  /** What a run under way in another tab had said when it was last saved. */
  peek(id: string): Promise<RunSaid | null>;
  discardStored(id: string): Promise<void>;
  /** What people said of a run's answers. */
  review(id: string): Promise<RunReview>;
  /** Notes what a person did with a run. */
  changeAbout(id: string, changes: Partial<RunAbout>): Promise<void>;
  /** Finished runs as one file, which `takeInStored` reads. Rejects with a UserError when one is damaged. */
  packStored(ids: readonly string[]): Promise<Blob>;
  /** Rejects with a UserError when it is no such file; what is wrong with a single run is told in the outcome. */
  takeInStored(file: Blob, fileName: string): Promise<TakenIn>;
  /** What a run would need on the GPU; nothing is allocated and no weight is read. Rejects when the model's files cannot be read. */
  plan(request: PlanRequest): Promise<PlanOutcome>;
  /** A few real optimizer steps on the longest micro-batch of `rows`, of which only the times are kept. Rejects with AbortedError. */
  measure(
    request: MeasureRequest,
    rows: MessagePort,
    onProgress: (progress: MeasureProgress) => void,
  ): Promise<MeasureOutcome>;
  /** Ends a measurement after the micro-batch under way. */
  cancelMeasure(): void;
}

/** A file of a model, by its path in the folder that was opened. It is not copied. */
export interface GivenFile {
  readonly path: string;
  readonly file: File;
}

export interface RunRequest {
  /** Names the run in storage. */
  readonly id: string;
  readonly config: RunConfig;
  /** One run for each pair of a grid; null: one run. */
  readonly trials: TrialsRequest | null;
  readonly fileName: string;
  /** The adapter that training goes on from; null: PEFT's initialisation. The run takes over its rank, alpha, targets and scaling. */
  readonly start: GivenAdapter | null;
  /** Folder with the demo models, absolute: a worker has no page to be relative to. */
  readonly modelsUrl: string;
}

export interface ResumeRequest {
  readonly id: string;
  readonly modelsUrl: string;
  /** Train no further: finish with what was learned. */
  readonly keep: boolean;
  /** Goes on with this learning rate; null: with the run's own, and the same bits. */
  readonly learningRate: number | null;
}

export interface OpenedRun extends RunOutcome {
  readonly config: RunConfig;
  readonly fileName: string;
  readonly events: readonly RunEvent[];
  /** Its files as a zip. */
  readonly archive: Blob;
}

export type GpuProbe =
  | { readonly kind: 'found'; readonly gpu: GpuDescription }
  | { readonly kind: 'none'; readonly cause: 'noApi' | 'noAdapter' | 'refused'; readonly detail: string };

export interface OutputFileFacts {
  readonly name: string;
  readonly sizeBytes: number;
}

export interface RunOutcome {
  readonly files: readonly OutputFileFacts[];
  readonly archiveBytes: number;
}

export interface PlanRequest {
  readonly config: RunConfig;
  readonly modelsUrl: string;
  readonly lengths: RowLengths;
  readonly gpu: PlannedGpu;
  /** Kernels that a measurement chose on this adapter; without one the likely ones are planned for. */
  readonly kernels: KernelChoices;
}

export interface PlanOutcome {
  /** Size of the weight files, and the licence that the model's card names. */
  readonly model: { readonly sizeBytes: number; readonly licence: string | null };
  readonly plan: RunPlan;
}

export interface MeasureRequest {
  readonly config: RunConfig;
  readonly modelsUrl: string;
  /** Room for a prompt with its answer, as planned. */
  readonly context: number;
}

export type MeasureProgress = StepProgress;

export type MeasureOutcome =
  | ({ readonly kind: 'measured' } & Measurement)
  | { readonly kind: 'failed'; readonly cause: MeasureFailureCause; readonly message: string };

/** `memory`: the GPU could not provide the buffers; `lost`: it went away; `gpu`: anything else it refused; `settings`: theirs to mend. */
export type MeasureFailureCause = 'memory' | 'lost' | 'gpu' | 'settings';
