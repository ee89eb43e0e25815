import type { GpuDescription } from '../engine/types.ts';
import type { RunConfig } from '../run/config.ts';
import type { RunEvent } from '../run/events.ts';
import type { RunSaid, StoredRunFacts } from '../run/runShelf.ts';

export type { RunSaid, StoredRunFacts };

/** What engine.worker does for the page. Weights, gradients and token rows never come here: events and files do. */
export interface EngineApi {
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
  /** The files of the last run as a zip. */
  archive(): Promise<Blob>;

  /** The runs that were kept, newest first; never rejects. */
  stored(): Promise<readonly StoredRunFacts[]>;
  /** A finished run that was kept: from here on `archive` is its. Rejects with a UserError when it is damaged. */
  openStored(id: string): Promise<OpenedRun>;
  /** What a run under way in another tab had said when it was last saved. */
  peek(id: string): Promise<RunSaid | null>;
  discardStored(id: string): Promise<void>;
}

export interface RunRequest {
  /** Names the run in storage. */
  readonly id: string;
  readonly config: RunConfig;
  readonly fileName: string;
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
