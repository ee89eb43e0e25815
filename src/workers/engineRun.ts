import type { GpuContext } from '../engine/gpu/device.ts';
import { zipFiles } from '../formats/zip.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { isAborted, messageOf, RunError } from '../lib/errors.ts';
import { summariseRun } from '../run/describeRun.ts';
import type { HaltCause, RunEvent } from '../run/events.ts';
import type { KeptRun } from '../run/keptRun.ts';
import { createRunControl, type RunControl } from '../run/runControl.ts';
import { runFinetune } from '../run/runFinetune.ts';
import type { RunPorts, RunResult, RunSignals } from '../run/runPorts.ts';
import type { RunShelf } from '../run/runShelf.ts';
import { runTrials } from '../run/runTrials.ts';
import type { OutputFileFacts } from './engineApi.ts';
import { createLastingEvents } from './lastingEvents.ts';
import { createRetries } from './retries.ts';
import { type OpenedSource, openSource, type RunSource } from './runSource.ts';
import { createTrialCancels } from './trialCancels.ts';
import { openTunedGpu } from './tunedGpu.ts';

export interface EngineRun {
  readonly result: Promise<{ readonly files: readonly OutputFileFacts[]; readonly archive: Blob }>;
  readonly control: Pick<RunControl, 'requestPause' | 'resume' | 'requestSave'>;
  stop(): void;
  /** Ends it; of a grid the trials that are over are kept, and the others are taken out. */
  cancel(): void;
  /** Takes a trial out of the queue, or ends it and keeps nothing of it. */
  cancelTrial(number: number): void;
}

const SAVE_EVERY_MS = 30_000;

/** One run on its own GPU device, from the model's files to the zip; it is kept on the shelf all the while. */
export function startEngineRun(source: RunSource, shelf: RunShelf, onEvent: (event: RunEvent) => unknown): EngineRun {
  const stop = new AbortController();
  const abort = new AbortController();
  const signals = { stop: stop.signal, abort: abort.signal };
  const control = createRunControl({ now: Date.now, saveEveryMs: SAVE_EVERY_MS });
  const { id } = source.request;

  // The page answers each event; by its answer to the last one it has taken them all.
  let taken: unknown;
  let lastStep = 0;
  const lasting = createLastingEvents();
  const cancels = createTrialCancels();
  const emit = (event: RunEvent) => {
    if (event.event === 'step' || event.event === 'restored') lastStep = event.step;
    lasting.take(event);
    cancels.take(event);
    taken = onEvent(event);
  };

  /** The training part of it, gone on with on a fresh device when the GPU is lost. */
  async function train({ job, data, model, start }: OpenedSource, kept: KeptRun): Promise<RunResult> {
    const retries = createRetries();
    const stored = source.kind === 'stored' ? source.request : null;
    for (let resume = stored !== null; ; resume = true) {
      const gpus: GpuContext[] = [];
      const ports: RunPorts = {
        openGpu: async () => {
          const gpu = await openTunedGpu();
          gpus.push(gpu);
          return gpu;
        },
        model,
        data,
        ...(start && { start }),
        checkpoints: kept.checkpoints,
        resume,
        keep: stored?.keep ?? false,
        newRate: stored !== null && stored.learningRate !== null,
        control,
        now: Date.now,
        versions: job.versions,
      };
      try {
        if (!job.trials) return await runFinetune(job.config, ports, emit, signals satisfies RunSignals);
        const { trials } = kept;
        return await runTrials(job.config, job.trials, { ...ports, trials, cancelOf: cancels.signalOf }, emit, signals);
      } catch (error) {
        const cause = isAborted(error) ? null : await retries.lossBehind(error, gpus.at(-1), lastStep);
        if (cause === null) throw error;
        const step = (await kept.checkpoints.load())?.state.step ?? 0;
        emit({ event: 'recovering', step, cause });
        await retries.wait();
        throwIfAborted(abort.signal);
      } finally {
        for (const gpu of gpus) gpu.destroy();
      }
    }
  }

  async function run() {
    const kept = await shelf.run(id, (isKept, reason) => emit({ event: 'storage', kept: isKept, reason }));
    let opened: OpenedSource | null = null;
    try {
      opened = await openSource(source, kept, abort.signal, emit);
      throwIfAborted(abort.signal);
      const { run: record, files } = await train(opened, kept);
      const archive = zipFiles(files);
      const { steps, validations, totalSteps, checkpoints } = record.training;
      const answers = record.learning?.answers ?? [];
      const restored = { step: totalSteps, steps, validations, answers, checkpoints };
      const done: RunEvent = { event: 'done', ...summariseRun(record) };
      const outputs = files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length }));
      const { fileName, config, startedAt } = opened.job;
      await kept.finish(
        {
          id,
          fileName,
          // Of a grid that of the best trial.
          config: { ...record.config, model: config.model },
          startedAt,
          events: [{ event: 'restored', ...restored }, ...lasting.all(), done],
          files: outputs,
          archiveBytes: archive.length,
          fingerprint: record.data.fingerprint,
        },
        archive,
      );
      emit(done);
      await taken;
      return { files: outputs, archive: new Blob([archive], { type: 'application/zip' }) };
    } catch (error) {
      if (opened !== null && !isAborted(error)) await halt(kept, error);
      throw error;
    }
  }

  /** Says from where the run can go on. */
  async function halt(kept: KeptRun, error: unknown): Promise<void> {
    const reason = error instanceof RunError ? error.reason : null;
    const cause: HaltCause = reason === 'gpuLost' || reason === 'notFinite' ? reason : 'failed';
    // The loss of a step tells of the weights before it: those of the step before the last finite loss are the last known good ones.
    if (cause === 'notFinite') await kept.checkpoints.forgetAfter(Math.max(0, lastStep - 1));
    const step = (await kept.checkpoints.load())?.state.step ?? 0;
    emit({ event: 'halted', step, cause, message: messageOf(error) });
    await taken;
  }

  return {
    result: run(),
    control,
    stop: () => stop.abort(),
    cancel: () => cancels.cancelRest() || abort.abort(),
    cancelTrial: cancels.cancel,
  };
}
