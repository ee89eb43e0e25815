import type { HubName } from '../hub/hubName.ts';
import type { KeptModel } from '../hub/keptModels.ts';
import type { ModelLook } from '../run/lookAtModel.ts';

export type { HubName, KeptModel, ModelLook };

/** What hub.worker does for the page that gets models. It is the only worker that asks another site for anything, and it never sees a row. */
export interface HubApi {
  /** Asks what a model is, before any weight is fetched. Rejects with a UserError, RunError or AbortedError. */
  look(access: HubAccess, name: HubName): Promise<ModelLook>;
  /**
   * Fetches a model into this browser, or goes on with what is here of it. Rejects as `look`; what came so far is kept.
   * `commit`: what was looked at, so that nothing else comes.
   */
  download(access: HubAccess, model: WantedModel, onProgress: (progress: HubProgress) => void): Promise<void>;
  /** Ends what is under way; it rejects with an AbortedError. */
  stop(): void;
  /** Everything that is kept here, whole or not. */
  list(): Promise<readonly KeptModel[]>;
  /** Removes a model with its 4-bit forms. */
  remove(folder: string): Promise<void>;
}

export interface HubAccess {
  /** Address of the Hub or of a mirror, without a slash at its end. */
  readonly endpoint: string;
  readonly token: string | null;
}

export interface WantedModel extends HubName {
  readonly commit: string;
}

export interface HubProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly file: string;
  readonly fileBytes: number;
  readonly trouble: string | null;
  /** Bytes of `file` that were checked; null: it is on its way. */
  readonly checkedBytes: number | null;
  /** performance.now() of the worker. */
  readonly atMs: number;
}
