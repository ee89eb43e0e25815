import { proxy, transfer } from 'comlink';
import { create } from 'zustand';
import { isAborted } from '../lib/errors.ts';
import type { RunConfig } from '../run/config.ts';
import type { RunEvent } from '../run/events.ts';
import type { TrialsRequest } from '../run/trialRecord.ts';
import type { OpenedRun, RunOutcome } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { tokenChoices } from './audit.ts';
import { useConfig } from './config.ts';
import { useData } from './data.ts';
import { type Failure, failureOf } from './failure.ts';
import { createMetricLog } from './metricLog.ts';
import { tellOthers } from './runChannel.ts';
import { newRunFacts, type RunFacts, withEvent } from './runFacts.ts';
import { takeLock } from './runLock.ts';
import { chosenStart } from './startAdapter.ts';
import { dataWorker, dropEngineWorker, engineWorker, siteUrl } from './workers.ts';

/** Every optimizer step of the last run. */
export const metricLog = createMetricLog();

/** `id` names the run in storage. */
export type RunState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'active';
      readonly id: string;
      readonly wish: 'goOn' | 'pause' | 'stop' | 'cancel';
      readonly facts: RunFacts;
    }
  | { readonly kind: 'cancelled'; readonly id: string; readonly facts: RunFacts }
  | { readonly kind: 'failed'; readonly id: string; readonly facts: RunFacts; readonly failure: Failure }
  | {
      readonly kind: 'finished';
      readonly id: string;
      readonly facts: RunFacts;
      readonly outcome: RunOutcome;
      readonly saved: boolean;
    }
  /** Another tab trains; nothing was begun here. */
  | { readonly kind: 'refused' }
  /** Under way in another tab, seen as it was when it was last saved. */
  | { readonly kind: 'elsewhere'; readonly id: string; readonly facts: RunFacts };

export const useRun = create<RunState>(() => ({ kind: 'idle' }));

let ended: Promise<void> = Promise.resolve();

/** Resolves when no run is under way any more, whatever became of it. */
export function runEnded(): Promise<void> {
  return ended;
}

/** Trains on the current rows, from loading the model to the files of the run. */
export function startRun(config: RunConfig = useConfig.getState(), trials: TrialsRequest | null = null): Promise<void> {
  const data = useData.getState();
  if (data.kind !== 'open') return Promise.resolve();
  const choices = tokenChoices(config);
  const { fileName } = data.file;
  const id = crypto.randomUUID();
  const request = { id, config, trials, fileName, start: chosenStart(), modelsUrl: choices.modelsUrl };
  return conduct(id, newRunFacts(config, fileName), async (onEvent) => {
    const { port1, port2 } = new MessageChannel();
    const [outcome] = await Promise.all([
      engineWorker().call((api) => api.run(request, transfer(port2, [port2]), proxy(onEvent))),
      dataWorker().call((api) => api.send(choices, transfer(port1, [port1]))),
    ]);
    return outcome;
  });
}

export interface GoOnFrom {
  readonly id: string;
  readonly config: RunConfig;
  readonly fileName: string;
  /** Train no further: finish with what was learned. */
  readonly keep?: boolean;
  /** Another learning rate from here on. */
  readonly learningRate?: number;
}

/** Goes on with a run that was kept, from its last checkpoint. */
export function goOnWith({ id, config, fileName, keep = false, learningRate }: GoOnFrom): Promise<void> {
  const changed = learningRate === undefined ? config : { ...config, learningRate };
  const request = { id, keep, learningRate: learningRate ?? null, modelsUrl: siteUrl('models/') };
  return conduct(id, newRunFacts(changed, fileName), (onEvent) =>
    engineWorker().call((api) => api.resume(request, proxy(onEvent))),
  );
}

/** A finished run that was kept, as the run of this tab. */
export async function showFinished(id: string, facts: RunFacts, opened: OpenedRun): Promise<void> {
  await hold(id);
  metricLog.clear();
  for (const event of opened.events) logEvent(event);
  const { files, archiveBytes } = opened;
  useRun.setState({ kind: 'finished', id, facts, outcome: { files, archiveBytes }, saved: false }, true);
}

/** A run under way in another tab, as far as it was saved. */
export function lookOn(id: string): Promise<void> {
  return track(look());

  async function look(): Promise<void> {
    const said = await engineWorker().call((api) => api.peek(id));
    if (said === null || useRun.getState().kind === 'active') return;
    metricLog.clear();
    for (const event of said.events) logEvent(event);
    const facts = said.events.reduce(withEvent, newRunFacts(said.config, said.fileName));
    useRun.setState({ kind: 'elsewhere', id, facts }, true);
  }
}

/** The runs that this tab has in hand, with what lets go of each: others leave them alone, and they are not offered as found. */
const inHand = new Map<string, () => void>();

export function isInHand(id: string): boolean {
  return inHand.has(id);
}

async function hold(id: string): Promise<void> {
  if (inHand.has(id)) return;
  const release = await takeLock(`run:${id}`);
  if (release !== null) inHand.set(id, release);
}

/** It is no longer this tab's. */
export function letGo(id: string): void {
  inHand.get(id)?.();
  inHand.delete(id);
}

type Begin = (onEvent: (event: RunEvent) => void) => Promise<RunOutcome>;

function conduct(id: string, facts: RunFacts, begin: Begin): Promise<void> {
  if (useRun.getState().kind === 'active') return ended;
  ended = track(run());
  return ended;

  async function run(): Promise<void> {
    // At once, so that a second click finds it begun.
    useRun.setState({ kind: 'active', id, wish: 'goOn', facts }, true);
    const release = await takeLock('training');
    if (release === null) {
      useRun.setState({ kind: 'refused' }, true);
      return;
    }
    try {
      await hold(id);
      metricLog.clear();
      // Without it a browser short of space may clear what was kept; a refusal changes nothing.
      void navigator.storage?.persist?.().catch(() => false);
      const outcome = await begin(takeRunEvent);
      useRun.setState({ kind: 'finished', id, facts: latest(), outcome, saved: false }, true);
    } catch (error) {
      end(error);
    } finally {
      release();
      tellOthers({ id, kind: 'ended' });
    }
  }

  function end(error: unknown): void {
    if (isAborted(error)) {
      letGo(id);
      useRun.setState({ kind: 'cancelled', id, facts: latest() }, true);
      return;
    }
    // A worker that told where the run can go on lives; another one may hold a lost device or half a model.
    if (latest().halted === null) {
      dropEngineWorker();
      letGo(id);
    }
    useRun.setState({ kind: 'failed', id, facts: latest(), failure: failureOf(error) }, true);
  }

  function latest(): RunFacts {
    const state = useRun.getState();
    return state.kind === 'active' ? state.facts : facts;
  }
}

/** Steps go to the metric log, everything else to the state of the run. */
export function takeRunEvent(event: RunEvent): void {
  logEvent(event);
  const state = useRun.getState();
  if (state.kind !== 'active') return;
  const facts = withEvent(state.facts, event);
  if (facts !== state.facts) useRun.setState({ ...state, facts }, true);
  if (event.event === 'checkpoint') tellOthers({ id: state.id, kind: 'saved' });
}

function logEvent(event: RunEvent): void {
  if (event.event === 'step') metricLog.append(event);
  else if (event.event === 'validation') metricLog.appendValidation(event);
  else if (event.event === 'restored') metricLog.restore(event.steps, event.validations);
  else if (event.event === 'trial' && event.status === 'running') metricLog.clear();
  else if (event.event === 'chosen') for (const told of event.events) logEvent(told);
}

/** Training saves and stands still, with the GPU idle, until `goOn`. */
export function pauseRun(): void {
  wish('pause', () => engineWorker().call((api) => api.pause()));
}

export function goOn(): void {
  wish('goOn', () => engineWorker().call((api) => api.goOn()));
}

/** Ends training after the current step; what was learned is measured and kept. */
export function stopAndKeep(): void {
  wish('stop', () => engineWorker().call((api) => api.stop()));
}

/** Ends the run and keeps nothing; while answers are written it only skips the rest of them. */
export function cancelRun(): void {
  wish('cancel', () => engineWorker().call((api) => api.cancel()));
}

/** Takes a trial out of the queue; the one under way ends, and the next begins. */
export function cancelTrial(number: number): void {
  tell(() => engineWorker().call((api) => api.cancelTrial(number)));
}

/** A checkpoint now, since the page may be about to go. */
export function saveRunSoon(): void {
  if (useRun.getState().kind === 'active') tell(() => engineWorker().call((api) => api.saveSoon()));
}

function wish(kind: 'goOn' | 'pause' | 'stop' | 'cancel', say: () => Promise<void>): void {
  const state = useRun.getState();
  if (state.kind !== 'active') return;
  useRun.setState({ ...state, wish: kind }, true);
  tell(say);
}

function tell(say: () => Promise<void>): void {
  // A worker that died is reported by the run itself.
  void track(say()).catch(() => undefined);
}

/** Whether closing the tab would lose something: training that stops, or a result that is neither downloaded nor kept in storage. */
export function losesOnClose(run: RunState): boolean {
  if (run.kind === 'active') return run.facts.pausedAt === null || run.facts.unsaved !== null;
  if (run.kind === 'failed') return run.facts.halted !== null && run.facts.unsaved !== null;
  return run.kind === 'finished' && !run.saved && run.facts.unsaved !== null;
}

/** Whether starting another run would take something from the page: a run under way, or files that were not downloaded. */
export function hasUnsavedWork(run: RunState): boolean {
  return run.kind === 'active' || (run.kind === 'finished' && !run.saved && run.facts.unsaved !== null);
}

/** The files of a finished run have reached the person's disk: nothing is lost with the page. */
export function markSaved(id: string): void {
  const state = useRun.getState();
  if (state.kind === 'finished' && state.id === id && !state.saved) useRun.setState({ ...state, saved: true }, true);
}

/** The files of the finished run as a zip. */
export function runArchive(): Promise<Blob> {
  return track(engineWorker().call((api) => api.archive()));
}
