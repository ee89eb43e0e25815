import { create } from 'zustand';
import type { GivenFile, StoredRunFacts } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { type Failure, failureOf } from './failure.ts';
import { showKept } from './finishedRuns.ts';
import { openModelAgain } from './models.ts';
import { goOnWith, isInHand, letGo, lookOn, markSaved, metricLog, useRun } from './run.ts';
import { hearOthers, tellOthers } from './runChannel.ts';
import { runsInHand } from './runLock.ts';
import { engineWorker, siteUrl } from './workers.ts';

/** A discarded run can be had back for so long. */
const UNDO_MS = 10_000;

/** A run that is kept in this browser. */
export interface KeptRunEntry extends StoredRunFacts {
  /** This tab has it in hand: it is under way here, or was looked at. */
  readonly here: boolean;
  /** Another tab has it in hand. */
  readonly elsewhere: boolean;
  /** It goes when the time to undo is over. */
  readonly discarding: boolean;
}

export interface Recovery {
  readonly runs: readonly KeptRunEntry[];
  /** Whether they were looked up at all. */
  readonly looked: boolean;
  /** What went wrong with the last thing that was asked for. */
  readonly failure: Failure | null;
  /** A run that goes on as soon as the person opens its model again. */
  readonly wants: { readonly id: string; readonly model: string; readonly keep: boolean } | null;
}

export const useRecovery = create<Recovery>(() => ({ runs: [], looked: false, failure: null, wants: null }));

const discarding = new Map<string, ReturnType<typeof setTimeout>>();

/** Looks up what is kept; newest first. */
export function findKeptRuns(): Promise<void> {
  return track(find());
}

async function find(): Promise<void> {
  // Pages that are not secure have neither locks nor storage of this kind, so nothing can have been kept.
  if (!window.isSecureContext) return;
  try {
    const [stored, inHand] = await Promise.all([engineWorker().call((api) => api.stored()), runsInHand()]);
    const runs = stored.map((run) => {
      const here = isInHand(run.id);
      return { ...run, here, elsewhere: !here && inHand.has(run.id), discarding: discarding.has(run.id) };
    });
    useRecovery.setState({ runs, looked: true });
  } catch (error) {
    // Nothing kept is ever a reason not to start: it is said where the runs would be.
    useRecovery.setState({ failure: failureOf(error) });
  }
}

/** Goes on where a run stopped; with `keep` it finishes with what it learned so far. */
export function resumeKept(id: string, keep: boolean): Promise<void> {
  return act(async () => {
    const said = await engineWorker().call((api) => api.peek(id));
    if (said === null) return find();
    const { model } = said.config;
    if (!(await engineWorker().call((api) => api.isModelHere(model, siteUrl('models/'))))) {
      useRecovery.setState({ wants: { id, model, keep } });
      return;
    }
    takeEntry(id);
    await goOnWith({ id, config: said.config, fileName: said.fileName, keep });
  });
}

/** Takes the files of the model that a run waits for, and goes on with it. */
export async function resumeWith(files: readonly GivenFile[]): Promise<void> {
  const { wants } = useRecovery.getState();
  if (wants === null || !(await openModelAgain(wants.model, files))) return;
  useRecovery.setState({ wants: null });
  await resumeKept(wants.id, wants.keep);
}

export function openKept(id: string): Promise<void> {
  return act(async () => {
    await showKept(id);
    await find();
  });
}

export function lookAt(id: string): Promise<void> {
  return act(() => lookOn(id));
}

/** Takes it off the list; it is gone for good after UNDO_MS, or stays when the tab closes before. */
export function discardKept(id: string, undoMs = UNDO_MS): void {
  discarding.set(
    id,
    setTimeout(() => void act(() => remove(id)), undoMs),
  );
  markEntry(id);
}

export function undoDiscard(id: string): void {
  clearTimeout(discarding.get(id));
  discarding.delete(id);
  markEntry(id);
}

async function remove(id: string): Promise<void> {
  discarding.delete(id);
  const run = useRun.getState();
  const busy = run.kind === 'active' && run.id === id;
  if (!busy && (isInHand(id) || !(await runsInHand()).has(id))) {
    letGo(id);
    await engineWorker().call((api) => api.discardStored(id));
    tellOthers({ id, kind: 'changed' });
  }
  await find();
}

function markEntry(id: string): void {
  useRecovery.setState(({ runs }) => ({
    runs: runs.map((run) => (run.id === id ? { ...run, discarding: discarding.has(id) } : run)),
  }));
}

/** At once, so that it is not offered while it begins. */
function takeEntry(id: string): void {
  useRecovery.setState(({ runs }) => ({ runs: runs.map((run) => (run.id === id ? { ...run, here: true } : run)) }));
}

/** Gives a run a name; null takes it away. */
export function renameKept(id: string, name: string | null): Promise<void> {
  return act(async () => {
    await engineWorker().call((api) => api.changeAbout(id, { name }));
    tellOthers({ id, kind: 'changed' });
    await find();
  });
}

/** The files of a finished run have reached the person's disk. It stays here until they delete it. */
export function noteDownloaded(id: string): Promise<void> {
  markSaved(id);
  return act(async () => {
    await engineWorker().call((api) => api.changeAbout(id, { downloadedAt: Date.now() }));
    await find();
  });
}

function act(work: () => Promise<void>): Promise<void> {
  useRecovery.setState({ failure: null });
  return track(
    work().catch((error: unknown) => {
      useRecovery.setState({ failure: failureOf(error) });
    }),
  );
}

/** Keeps the list true while runs begin and end, here and in other tabs. Returns what ends that. */
export function watchKeptRuns(): () => void {
  void findKeptRuns();
  const leave = useRun.subscribe((run, before) => {
    if (run.kind === before.kind) return;
    // A cancelled run that had learned something can be had back for a while.
    if (run.kind === 'cancelled')
      void findKeptRuns().then(() => discardKept(run.id, metricLog.length > 0 ? UNDO_MS : 0));
    else void findKeptRuns();
  });
  const deaf = hearOthers(({ id, kind }) => {
    const run = useRun.getState();
    const looking = run.kind === 'elsewhere' && run.id === id;
    if (looking && kind === 'saved') void lookOn(id);
    if (looking && kind === 'ended') useRun.setState({ kind: 'idle' }, true);
    void findKeptRuns();
  });
  return () => {
    leave();
    deaf();
  };
}
