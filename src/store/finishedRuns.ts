import { create } from 'zustand';
import type { ValidationRecord } from '../engine/types.ts';
import type { StepColumns } from '../lib/chart/drawnLoss.ts';
import type { RunOutcome } from '../workers/engineApi.ts';
import { keptCurve } from './lossData.ts';
import { metricLog, runArchive, useRun } from './run.ts';
import type { RunFacts } from './runFacts.ts';

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
}

export const useFinishedRuns = create<FinishedRuns>(() => ({ runs: [], chosen: null }));

/** The run that Results and Export show. */
export function shownRun({ runs, chosen }: FinishedRuns): FinishedRun | null {
  return runs.find(({ number }) => number === chosen) ?? runs.at(-1) ?? null;
}

export function chooseRun(number: number): void {
  useFinishedRuns.setState({ chosen: number });
}

/** Keeps every run that finishes, or that comes back finished after a reload. Returns what ends that. */
export function watchFinishedRuns(): () => void {
  take();
  return useRun.subscribe(take);
}

function take(): void {
  const run = useRun.getState();
  if (run.kind !== 'finished') return;
  const { runs } = useFinishedRuns.getState();
  const number = runs.length + 1;
  if (runs.some(({ id }) => id === run.id)) return;
  const archive = runArchive();
  // Whoever asks for it is told.
  archive.catch(() => undefined);
  const finished: FinishedRun = {
    id: run.id,
    number,
    facts: run.facts,
    outcome: run.outcome,
    curve: keptCurve(metricLog),
    validations: metricLog.validations,
    archive,
  };
  useFinishedRuns.setState({ runs: [...runs, finished], chosen: null });
}
