import { proxy, transfer } from 'comlink';
import { create } from 'zustand';
import { isAborted } from '../lib/errors.ts';
import type { RunConfig } from '../run/config.ts';
import type { RunEvent } from '../run/events.ts';
import type { RunOutcome } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { tokenChoices } from './audit.ts';
import { useConfig } from './config.ts';
import { useData } from './data.ts';
import { type Failure, failureOf } from './failure.ts';
import { createMetricLog } from './metricLog.ts';
import { newRunFacts, type RunFacts, withEvent } from './runFacts.ts';
import { dataWorker, dropEngineWorker, engineWorker } from './workers.ts';

/** Every optimizer step of the last run. */
export const metricLog = createMetricLog();

export type RunState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'active'; readonly wish: 'goOn' | 'stop' | 'cancel'; readonly facts: RunFacts }
  | { readonly kind: 'cancelled'; readonly facts: RunFacts }
  | { readonly kind: 'failed'; readonly facts: RunFacts; readonly failure: Failure }
  | { readonly kind: 'finished'; readonly facts: RunFacts; readonly outcome: RunOutcome; readonly saved: boolean };

export const useRun = create<RunState>(() => ({ kind: 'idle' }));

let ended: Promise<void> = Promise.resolve();

/** Trains on the current rows, from loading the model to the files of the run. */
export function startRun(config: RunConfig = useConfig.getState()): Promise<void> {
  ended = track(run(config));
  return ended;
}

/** Resolves when no run is under way any more, whatever became of it. */
export function runEnded(): Promise<void> {
  return ended;
}

async function run(config: RunConfig): Promise<void> {
  const data = useData.getState();
  if (useRun.getState().kind === 'active' || data.kind !== 'open') return;
  const choices = tokenChoices(config);
  const facts = newRunFacts(config, data.file.fileName);
  const latest = () => factsOf(useRun.getState()) ?? facts;
  metricLog.clear();
  useRun.setState({ kind: 'active', wish: 'goOn', facts }, true);
  const { port1, port2 } = new MessageChannel();
  const request = { config, modelsUrl: choices.modelsUrl };
  try {
    const [outcome] = await Promise.all([
      engineWorker().call((api) => api.run(request, transfer(port2, [port2]), proxy(takeRunEvent))),
      dataWorker().call((api) => api.send(choices, transfer(port1, [port1]))),
    ]);
    useRun.setState({ kind: 'finished', facts: latest(), outcome, saved: false }, true);
  } catch (error) {
    if (isAborted(error)) {
      useRun.setState({ kind: 'cancelled', facts: latest() }, true);
    } else {
      // A fresh worker next time: a lost device or a half-loaded model must not live on.
      dropEngineWorker();
      useRun.setState({ kind: 'failed', facts: latest(), failure: failureOf(error) }, true);
    }
  }
}

/** Steps go to the metric log, everything else to the state of the run. */
function takeRunEvent(event: RunEvent): void {
  if (event.event === 'step') metricLog.append(event);
  else if (event.event === 'validation') metricLog.appendValidation(event);
  const state = useRun.getState();
  if (state.kind !== 'active') return;
  const facts = withEvent(state.facts, event);
  if (facts !== state.facts) useRun.setState({ ...state, facts }, true);
}

/** Ends training after the current step; what was learned is measured and kept. */
export function stopAndKeep(): void {
  wish('stop', () => engineWorker().call((api) => api.stop()));
}

/** Ends the run and keeps nothing; while answers are written it only skips the rest of them. */
export function cancelRun(): void {
  wish('cancel', () => engineWorker().call((api) => api.cancel()));
}

function wish(kind: 'stop' | 'cancel', tell: () => Promise<void>): void {
  const state = useRun.getState();
  if (state.kind !== 'active') return;
  useRun.setState({ ...state, wish: kind }, true);
  // A worker that died is reported by the run itself.
  void track(tell()).catch(() => undefined);
}

/** Whether closing the tab or starting another run would lose something: a run under way, or files that were not downloaded. */
export function hasUnsavedWork(run: RunState): boolean {
  return run.kind === 'active' || (run.kind === 'finished' && !run.saved);
}

/** The files of the finished run have reached the person's disk. */
export function markSaved(): void {
  const state = useRun.getState();
  if (state.kind === 'finished') useRun.setState({ ...state, saved: true }, true);
}

/** The files of the finished run as a zip. */
export function runArchive(): Promise<Blob> {
  return track(engineWorker().call((api) => api.archive()));
}

function factsOf(state: RunState): RunFacts | null {
  return state.kind === 'idle' ? null : state.facts;
}
