import type { GpuContext } from '../engine/gpu/device.ts';
import { countSteps } from '../engine/train/batches.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import type { CheckpointStore } from './checkpoints.ts';
import type { RunConfig } from './config.ts';
import type { RunData } from './data.ts';
import { describeRun } from './describeRun.ts';
import type { RunEvent } from './events.ts';
import { finishRun } from './finishRun.ts';
import { asked, openRun, prepareQuestions } from './openRun.ts';
import type { OutputFile } from './outputs.ts';
import type { RunRecord } from './record.ts';
import { loadCheckpoint, restored } from './resumePoint.ts';
import type { RunControl } from './runControl.ts';
import { trainSettings } from './settings.ts';
import { anySignal } from './signals.ts';
import type { StartingAdapter } from './startingAdapter.ts';
import { asStored } from './storedQuantisation.ts';
import { trainAndMeasure } from './trainRun.ts';

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

/**
 * A whole run: load the model in 4 bits, measure the base on the test rows, train, measure the tuned model on the same rows and both on the
 * validation rows, answer some test rows with both, put the files together, and load the adapter once more out of what was written. Everything it does is emitted but `done`, which
 * the caller emits once the files are safe.
 * @throws UserError for settings or a checkpoint that do not fit, RunError for GPU or numbers, AbortedError when nothing is kept.
 */
export async function runFinetune(
  requested: RunConfig,
  ports: RunPorts,
  emit: (event: RunEvent) => void,
  signals: RunSignals = {},
): Promise<RunResult> {
  const config = asStored(requested, ports.model);
  const startedAt = ports.now();
  const prepared = prepareQuestions(config, ports);
  const { liveQuestion } = prepared;
  const resumed = ports.resume ? await loadCheckpoint(config, ports) : null;
  if (liveQuestion) emit({ event: 'question', ...asked(liveQuestion) });
  if (ports.resume) emit({ event: 'restored', ...restored(resumed) });
  const run = await openRun(config, ports, prepared, {
    kernels: resumed?.state.kernels,
    totalSteps: countSteps(ports.data.parts.train.rows.length, trainSettings(config)).total,
    resumedStep: resumed?.state.step ?? 0,
    emit,
    // Before the first step there is nothing to keep, so that stopping is aborting.
    signal: anySignal([signals.stop, signals.abort]),
  });
  try {
    const { rowTokens, ...trained } = await trainAndMeasure(run, config, ports, { resumed, emit, signals });
    const record = describeRun({ config, ports, info: run.engine.info, ...trained, predictions: [], startedAt });
    const { adapter, lastAdapter } = trained.trained;
    return await finishRun(run, ports, { config, record, adapter, lastAdapter, rowTokens, emit, signals });
  } finally {
    run.engine.destroy();
  }
}
