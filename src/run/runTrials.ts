import { AbortedError, RunError } from '../lib/errors.ts';
import type { RunCheckpoint } from './checkpoints.ts';
import type { RunConfig } from './config.ts';
import type { RunEvent } from './events.ts';
import { eventsOfRun } from './eventsOfRun.ts';
import { finishRun } from './finishRun.ts';
import { asked, openRun, prepareQuestions } from './openRun.ts';
import { loadCheckpoint, restored } from './resumePoint.ts';
import type { RunResult, RunSignals } from './runPorts.ts';
import { runTrial, type TrialPorts } from './runTrial.ts';
import { anySignal } from './signals.ts';
import { asStored } from './storedQuantisation.ts';
import { type OverTrial, readTrialFiles, trialFiles } from './trialFiles.ts';
import { type PlannedTrial, planTrials } from './trialGrid.ts';
import type { TrialRecord, TrialsRecord, TrialsRequest } from './trialRecord.ts';
import { bestTrial, lostTrial, waitingTrial } from './trialState.ts';

/**
 * Trials of a grid, one after another on one loaded model: it is quantised once, with room for the largest batch; the base is measured once; each
 * trial begins with the same first adapter and cleared moments, and so has the bits of a single run with its settings (what is computed depends on the
 * rows of a micro-batch, not on the room for them). `config`: everything but the pair of settings that a trial brings along.
 *
 * A trial that is over is put into `ports.trials` and not run again after resuming; the one under way goes on from its checkpoint. A stop ends the
 * trial under way, keeps what it learned, and leaves the others waiting. A loss that is not finite fails its trial and no other. The trial with the lowest
 * validation loss then answers the test rows, and the output folder is its, with the others in folders below.
 * @throws UserError for settings that do not fit, RunError for the GPU or when no trial left an adapter, AbortedError when nothing is kept.
 */
export async function runTrials(
  requested: RunConfig,
  { grid, stopLosers }: TrialsRequest,
  ports: TrialPorts,
  emit: (event: RunEvent) => void,
  signals: RunSignals = {},
): Promise<RunResult> {
  const startedAt = ports.now();
  const planned = planTrials(asStored(requested, ports.model), grid);
  const largest = planned.reduce((a, b) => (b.config.batchSize > a.config.batchSize ? b : a));
  const prepared = prepareQuestions(largest.config, ports);
  const rows = ports.data.parts.train.rows.length;
  const over: (OverTrial | null)[] = await Promise.all(
    planned.map((trial) => (ports.resume ? loadTrial(trial, ports) : null)),
  );
  const tell = (record: TrialRecord) => emit({ event: 'trial', total: planned.length, ...record });
  for (const [i, trial] of planned.entries()) tell(over[i]?.record ?? waitingTrial(trial, rows));

  // A trial that is taken out of the queue is told, and kept as such, at once.
  let running = 0;
  const saving: Promise<void>[] = [];
  for (const [i, trial] of planned.entries()) {
    ports.cancelOf?.(trial.number).addEventListener('abort', () => {
      if (over[i] !== null || running === trial.number) return;
      const cancelled = { record: lostTrial(waitingTrial(trial, rows), [], 'cancelled', null), kept: null };
      over[i] = cancelled;
      tell(cancelled.record);
      saving.push(ports.trials.save(trial.folder, trialFiles(cancelled)));
    });
  }

  const first = planned.find((_, i) => over[i] === null);
  const resumed = first && ports.resume ? await loadOwn(first, ports) : null;
  if (first) tell({ ...waitingTrial(first, rows), status: 'running' });
  if (prepared.liveQuestion) emit({ event: 'question', ...asked(prepared.liveQuestion) });
  if (ports.resume) emit({ event: 'restored', ...restored(resumed) });
  const run = await openRun(largest.config, ports, prepared, {
    kernels: resumed?.state.kernels ?? over.find((trial) => trial?.kept)?.kept?.run.engine.kernels,
    totalSteps: first === undefined ? 0 : waitingTrial(first, rows).totalSteps,
    resumedStep: resumed?.state.step ?? 0,
    emit,
    signal: anySignal([signals.stop, signals.abort]),
  });
  try {
    const firstAdapter = await run.engine.readAdapter();
    let stopped = false;
    for (const [i, trial] of planned.entries()) {
      if (over[i] !== null) continue;
      const own = trial === first ? resumed : null;
      // With nothing kept yet, to stop is to abort: that is for the trial itself to say.
      const ending = signals.stop?.aborted || (ports.keep && own === null);
      stopped = ending === true && over.some((other) => other?.kept);
      if (stopped) break;
      running = trial.number;
      if (trial !== first) tell({ ...waitingTrial(trial, rows), status: 'running' });
      const ended = await runTrial(run, trial, { over, ports, stopLosers, emit, signals, resumed: own, firstAdapter });
      stopped = ended === null || ended.record.status === 'stopped';
      if (ended === null) break;
      over[i] = ended;
      // What a stop cut short is not over: it goes on when the grid is resumed.
      if (!stopped) await ports.trials.save(trial.folder, trialFiles(ended));
      tell(ended.record);
      if (stopped) break;
    }
    await Promise.all(saving);
    const records = planned.map((trial, i) => over[i]?.record ?? waitingTrial(trial, rows));
    const best = bestTrial(over.filter((trial) => trial !== null));
    if (best?.kept == null) throw nothingLeft(records);
    const trials: TrialsRecord = {
      ...grid,
      best: best.record.number,
      stopLosers,
      elapsedMs: records.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
      list: records,
    };
    run.engine.writeAdapter(best.kept.adapter);
    const { number, learningRate, batchSize } = best.record;
    emit({ event: 'chosen', number, learningRate, batchSize, events: eventsOfRun(best.kept.run) });
    return await finishRun(run, ports, {
      config: (planned[best.record.number - 1] as PlannedTrial).config,
      record: {
        ...best.kept.run,
        status: stopped ? 'stopped' : 'finished',
        startedAt: new Date(startedAt).toISOString(),
        trials,
      },
      adapter: best.kept.adapter,
      rowTokens: best.kept.rowTokens,
      besides: over.flatMap((trial) => (trial?.kept ? inFolder(trial) : [])),
      emit,
      signals,
    });
  } finally {
    run.engine.destroy();
  }
}

async function loadTrial(trial: PlannedTrial, { trials }: TrialPorts): Promise<OverTrial | null> {
  const files = await trials.load(trial.folder);
  return files && readTrialFiles(files, trial);
}

/** The checkpoint of this trial; null where there is none, or only that of the trial before it. */
async function loadOwn({ config }: PlannedTrial, ports: TrialPorts): Promise<RunCheckpoint | null> {
  const { learningRate, batchSize } = (await ports.checkpoints.load())?.state.settings ?? {};
  return learningRate === config.learningRate && batchSize === config.batchSize ? loadCheckpoint(config, ports) : null;
}

function inFolder(trial: OverTrial) {
  return trialFiles(trial).map(({ name, bytes }) => ({ name: `${trial.record.folder}/${name}`, bytes }));
}

function nothingLeft(records: readonly TrialRecord[]): Error {
  const failed = records.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return new AbortedError('Every trial was cancelled: nothing was kept.');
  return new RunError(
    `No trial left an adapter: the loss of ${failed.length === 1 ? 'one' : failed.length} was not a finite number. Lower learning rates help most.`,
  );
}
