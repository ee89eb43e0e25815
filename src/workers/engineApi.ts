import type { GpuDescription } from '../engine/types.ts';
import type { RunConfig } from '../run/config.ts';
import type { RunEvent } from '../run/events.ts';

/** What engine.worker does for the page. Weights, gradients and token rows never come here: events and files do. */
export interface EngineApi {
  probe(): Promise<GpuProbe>;
  /**
   * One run from loading to its files. `rows` brings the token rows from data.worker. Resolves when every event was
   * taken by `onEvent`; rejects with a UserError, RunError or AbortedError.
   */
  run(request: RunRequest, rows: MessagePort, onEvent: (event: RunEvent) => void): Promise<RunOutcome>;
  /** Ends training after the current step and keeps what was learned. */
  stop(): void;
  /** Ends everything; nothing is kept. While answers are written it only skips the rest of them. */
  cancel(): void;
  /** The files of the last run as a zip. */
  archive(): Promise<Blob>;
}

export interface RunRequest {
  readonly config: RunConfig;
  /** Folder with the demo models, absolute: a worker has no page to be relative to. */
  readonly modelsUrl: string;
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
