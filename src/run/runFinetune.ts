import { countSteps } from '../engine/train/batches.ts';
import type { RunConfig } from './config.ts';
import { describeRun } from './describeRun.ts';
import type { RunEvent } from './events.ts';
import { finishRun } from './finishRun.ts';
import { asked, openRun, prepareQuestions } from './openRun.ts';
import { loadCheckpoint, restored } from './resumePoint.ts';
import type { RunPorts, RunResult, RunSignals } from './runPorts.ts';
import { trainSettings } from './settings.ts';
import { anySignal } from './signals.ts';
import { asStored } from './storedQuantisation.ts';
import { trainAndMeasure } from './trainRun.ts';

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
