import { create } from 'zustand';
import type { ValidationRecord } from '../engine/types.ts';
import type { StepColumns } from '../lib/chart/drawnLoss.ts';
import type { RunOutcome } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { keptCurve } from './lossData.ts';
import { createMetricLog, type MetricLog } from './metricLog.ts';
import { hasUnsavedWork, metricLog, runArchive, showFinished, useRun } from './run.ts';
import { newRunFacts, type RunFacts, withEvent } from './runFacts.ts';
import { bestOfGrid } from './trialRows.ts';
import { dataWorker, engineWorker } from './workers.ts';

/** A run of this session that ended with an adapter; each is a trial. */
export interface FinishedRun {
  /** Names the run in storage. */
  readonly id: string;
  /** Counted from 1 in the order in which they ended. */
  readonly number: number;
  readonly facts: RunFacts;
  readonly outcome: RunOutcome;
  readonly curve: LossCurve;
  readonly validations: readonly ValidationRecord[];
  /** Of a grid the trial that this is, in the end the best one; null: a run of its own. */
  readonly trial: number | null;
  /** The zip. The page holds it, so that it outlives the next run and a worker that dies. */
  readonly archive: Promise<Blob>;
}

/** The training loss of every step, over whatever it can be drawn over. */
export interface LossCurve extends StepColumns {
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  /** Steps that were planned, and those whose loss or gradient was not finite. */
  readonly totalSteps: number;
  readonly broken: readonly number[];
}

interface FinishedRuns {
  readonly runs: readonly FinishedRun[];
  /** Number of the run that a person chose to look at; null: the last one. */
  readonly chosen: number | null;
  /** Another trial of the chosen run, opened by a person; null: the run as it ended, with its best trial. */
  readonly opened: FinishedRun | null;
}

export const useFinishedRuns = create<FinishedRuns>(() => ({ runs: [], chosen: null, opened: null }));

/** The run that Results and Export show. */
export function shownRun({ runs, chosen, opened }: FinishedRuns): FinishedRun | null {
  return opened ?? runs.find(({ number }) => number === chosen) ?? runs.at(-1) ?? null;
}

export function chooseRun(number: number): void {
  useFinishedRuns.setState({ chosen: number, opened: null });
}

/** Puts a trial of a grid in view. Rejects when the files of its run are damaged. */
export function openTrial(number: number, trial: number | null): Promise<void> {
  const run = useFinishedRuns.getState().runs.find((one) => one.number === number);
  const folder = run?.facts.trials.find((one) => one.number === trial)?.folder;
  if (run === undefined || run.trial === trial || !folder) {
    chooseRun(number);
    return Promise.resolve();
  }
  return track(open(run, trial, folder));

  async function open(grid: FinishedRun, which: number | null, path: string): Promise<void> {
    const from = await grid.archive;
    const { config, events, files, archive } = await dataWorker().call((api) => api.openTrial(from, path));
    const log = createMetricLog();
    for (const event of events) if (event.event === 'restored') log.restore(event.steps, event.validations);
    const begun = { ...newRunFacts(config, grid.facts.fileName), trials: grid.facts.trials, ready: grid.facts.ready };
    useFinishedRuns.setState({
      chosen: number,
      opened: {
        ...grid,
        trial: which,
        facts: events.reduce(withEvent, begun),
        outcome: { files, archiveBytes: archive.size },
        archive: Promise.resolve(archive),
        ...logged(log),
      },
    });
  }
}

/** Keeps every run that finishes, or that comes back finished after a reload. Returns what ends that. */
export function watchFinishedRuns(): () => void {
  take();
  return useRun.subscribe(take);
}

function take(): void {
  const run = useRun.getState();
  if (run.kind !== 'finished') return;
  if (useFinishedRuns.getState().runs.some(({ id }) => id === run.id)) return;
  const archive = runArchive();
  // Whoever asks for it is told.
  archive.catch(() => undefined);
  const { id, facts, outcome } = run;
  add({ id, facts, outcome, archive, ...logged(metricLog) });
}

function add(run: Omit<FinishedRun, 'number' | 'trial'>): void {
  const { runs } = useFinishedRuns.getState();
  const number = runs.length + 1;
  const trial = bestOfGrid(run.facts.trials)?.number ?? null;
  useFinishedRuns.setState({ runs: [...runs, { ...run, number, trial }], chosen: null, opened: null });
}

function logged(log: MetricLog): Pick<FinishedRun, 'curve' | 'validations'> {
  return { curve: keptCurve(log), validations: log.validations };
}

/**
 * Puts a finished run that was kept in view, as if it had just ended: in Results and Export, and in Train unless a run there is under way or would be lost.
 * Rejects when it is damaged.
 */
export function showKept(id: string): Promise<void> {
  return track(show());

  async function show(): Promise<void> {
    const here = useFinishedRuns.getState().runs.find((run) => run.id === id);
    if (here !== undefined) return chooseRun(here.number);
    const opened = await engineWorker().call((api) => api.openStored(id));
    const { config, fileName, files, archiveBytes, archive } = opened;
    const log = createMetricLog();
    for (const event of opened.events) if (event.event === 'restored') log.restore(event.steps, event.validations);
    const facts = opened.events.reduce(withEvent, newRunFacts(config, fileName));
    add({ id, facts, outcome: { files, archiveBytes }, archive: Promise.resolve(archive), ...logged(log) });
    const { runs } = useFinishedRuns.getState();
    useFinishedRuns.setState({ chosen: runs.length, opened: null });
    if (!hasUnsavedWork(useRun.getState())) await showFinished(id, facts, opened);
  }
}
