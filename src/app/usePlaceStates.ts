import { type DataState, useData } from '../store/data.ts';
import { useFinishedRuns } from '../store/finishedRuns.ts';
import { type GpuState, useGpu } from '../store/gpu.ts';
import { type KeptRunEntry, useRecovery } from '../store/recovery.ts';
import { type RunState, useRun } from '../store/run.ts';
import { usePercentDone } from '../store/useMetricLog.ts';
import type { Step } from '../ui/place.ts';
import type { StateKind } from '../ui/StateWord.tsx';
import { text } from './messages/en.ts';

export interface PlaceState {
  readonly kind: StateKind;
  readonly word: string;
}

/** The state of each step in a word. */
export function usePlaceStates(): Readonly<Record<Step, PlaceState>> {
  const data = useData();
  const run = useRun();
  const gpu = useGpu();
  const percent = usePercentDone();
  const kept = useRecovery((recovery) => recovery.runs);
  const hasResults = useFinishedRuns(({ runs }) => runs.length > 0);
  return {
    data: dataState(data),
    model: modelState(data, gpu),
    train: trainState(run, percent, kept),
    results: resultsState(run, hasResults),
    export:
      hasResults || run.kind === 'finished'
        ? { kind: 'ready', word: text.states.ready }
        : { kind: 'waiting', word: text.states.afterTraining },
  };
}

function dataState(data: DataState): PlaceState {
  switch (data.kind) {
    case 'empty':
      return { kind: 'waiting', word: text.states.needsFile };
    case 'reading':
      return { kind: 'running', word: text.states.reading(data.fraction) };
    case 'failed':
      return { kind: 'failed', word: text.states.needsFix };
    case 'open':
      return {
        working: { kind: 'running', word: text.states.checking } as const,
        failed: { kind: 'failed', word: text.states.needsFix } as const,
        ready: { kind: 'ready', word: text.states.ready } as const,
      }[data.prepared.kind];
  }
}

function modelState(data: DataState, gpu: GpuState): PlaceState {
  if (gpu.kind === 'none') return { kind: 'failed', word: text.states.noGpu };
  return data.kind === 'open' && data.prepared.kind === 'ready'
    ? { kind: 'ready', word: text.states.ready }
    : { kind: 'waiting', word: text.states.needsData };
}

function trainState(run: RunState, percent: number, kept: readonly KeptRunEntry[]): PlaceState {
  switch (run.kind) {
    case 'active':
      if (run.wish === 'stop' || run.wish === 'cancel') return { kind: 'running', word: text.states.stopping };
      if (run.facts.pausedAt !== null) return { kind: 'stopped', word: text.states.paused(percent) };
      if (run.wish === 'pause') return { kind: 'running', word: text.states.pausing };
      return { kind: 'running', word: percent === 0 ? text.states.loading : text.states.running(percent) };
    case 'finished':
      return run.facts.done?.status === 'stopped'
        ? { kind: 'stopped', word: text.states.stopped }
        : { kind: 'ready', word: text.states.done };
    case 'failed':
      return { kind: 'failed', word: run.facts.halted?.step ? text.states.stopped : text.states.failed };
    case 'cancelled':
      return { kind: 'stopped', word: text.states.cancelled };
    case 'elsewhere':
      return { kind: 'running', word: text.states.elsewhere };
    case 'refused':
    case 'idle':
      return notStarted(kept);
  }
}

/** The newest run that is not yet at its end. */
function notStarted(kept: readonly KeptRunEntry[]): PlaceState {
  const unfinished = kept.find(({ state, discarding, here }) => state.kind === 'unfinished' && !discarding && !here);
  if (unfinished?.elsewhere) return { kind: 'running', word: text.states.elsewhere };
  if (unfinished?.state.kind !== 'unfinished') return { kind: 'waiting', word: text.states.notStarted };
  const { step, totalSteps } = unfinished.state;
  return { kind: 'stopped', word: text.states.unfinished(step, totalSteps) };
}

function resultsState(run: RunState, hasResults: boolean): PlaceState {
  const facts = run.kind === 'active' ? run.facts : null;
  if (facts?.comparison) {
    const { predictions } = facts;
    return { kind: 'running', word: text.states.checkingAnswers(predictions.length, predictions[0]?.total ?? null) };
  }
  return hasResults || run.kind === 'finished'
    ? { kind: 'ready', word: text.states.ready }
    : { kind: 'waiting', word: text.states.afterTraining };
}
