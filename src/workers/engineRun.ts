import { version } from '../../package.json';
import { type GpuContext, openGpu } from '../engine/gpu/device.ts';
import { zipFiles } from '../formats/zip.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { summariseRun } from '../run/describeRun.ts';
import type { RunEvent } from '../run/events.ts';
import { runFinetune } from '../run/runFinetune.ts';
import { newRunCheckpoints } from './browserCheckpoints.ts';
import type { OutputFileFacts, RunRequest } from './engineApi.ts';
import { openNamedModel } from './modelSource.ts';
import { receiveRows } from './rowsPort.ts';

export interface EngineRun {
  readonly result: Promise<{ readonly files: readonly OutputFileFacts[]; readonly archive: Blob }>;
  stop(): void;
  cancel(): void;
}

/** One run on its own GPU device, from the model's files to the zip. */
export function startEngineRun(
  request: RunRequest,
  port: MessagePort,
  onEvent: (event: RunEvent) => unknown,
): EngineRun {
  const stop = new AbortController();
  const abort = new AbortController();
  const signals = { stop: stop.signal, abort: abort.signal };

  // The page answers each event; by its answer to the last one it has taken them all.
  let taken: unknown;
  const emit = (event: RunEvent) => {
    taken = onEvent(event);
  };

  async function run() {
    let context: GpuContext | null = null;
    try {
      const [data, model, checkpoints] = await Promise.all([
        receiveRows(port, abort.signal),
        openNamedModel(request.config.model, request.modelsUrl),
        newRunCheckpoints(),
      ]);
      throwIfAborted(abort.signal);
      const ports = {
        openGpu: async () => {
          context = await openGpu(navigator.gpu);
          return context;
        },
        model,
        data,
        checkpoints,
        resume: false,
        now: Date.now,
        versions: { tabtune: version, browser: navigator.userAgent },
      };
      const { run, files } = await runFinetune(request.config, ports, emit, signals);
      const archive = new Blob([zipFiles(files)], { type: 'application/zip' });
      await checkpoints.clear();
      emit({ event: 'done', ...summariseRun(run) });
      await taken;
      return { files: files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length })), archive };
    } finally {
      (context as GpuContext | null)?.destroy();
    }
  }

  return { result: run(), stop: () => stop.abort(), cancel: () => abort.abort() };
}
