import type { GpuContext } from '../engine/gpu/device.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import type { CheckpointStore } from './checkpoints.ts';
import type { RunData } from './data.ts';
import type { OutputFile } from './outputs.ts';
import type { RunRecord } from './record.ts';
import type { RunControl } from './runControl.ts';
import type { StartingAdapter } from './startingAdapter.ts';

/** What a run needs from the place it runs in: the command line or the engine worker. */
export interface RunPorts {
  /** The caller destroys the device after the run. */
  openGpu(): Promise<GpuContext>;
  readonly model: LoadedModel;
  readonly data: RunData;
  readonly checkpoints: CheckpointStore;
  /** Go on from the checkpoint in `checkpoints`; from the start when there is none. */
  readonly resume: boolean;
  /** With `resume`: train no further, but finish with what the checkpoint has learned. */
  readonly keep?: boolean;
  /** With `resume`: the learning rate of `config` may differ from the checkpoint's; it holds from there on. */
  readonly newRate?: boolean;
  /** Pausing and saving besides the steps of `config`. */
  readonly control?: RunControl;
  /** Training goes on from this adapter in place of PEFT's initialisation. */
  readonly start?: StartingAdapter;
  /** Puts the files where they stay and reads them back for the self-check; left out: through a zip in memory. */
  write?(files: readonly OutputFile[]): Promise<readonly OutputFile[]>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Names and versions for run.json; `tabtune` is ours. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface RunSignals {
  /** End after the current step; the adapter, the evaluation and the files still come. */
  readonly stop?: AbortSignal | undefined;
  /** End now; rejects with AbortedError. While answers are written it only skips the rest of them. */
  readonly abort?: AbortSignal | undefined;
}

export interface RunResult {
  readonly run: RunRecord;
  readonly files: readonly OutputFile[];
}
