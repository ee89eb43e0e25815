import { create } from 'zustand';
import { NAME_LENGTH, tidyName } from '../lib/runName.ts';
import { SETTING_KEYS, type SettingKey, settingOf } from '../run/config.ts';
import type { TakenIn } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { type Failure, failureOf } from './failure.ts';
import { findKeptRuns, type KeptRunEntry } from './recovery.ts';
import { tellOthers } from './runChannel.ts';
import { lookUpStored } from './storage.ts';
import { engineWorker } from './workers.ts';

/** How the list of runs is looked at, and what became of the last file. */
export interface History {
  readonly search: string;
  readonly order: RunOrder;
  /** Ids of the runs to be compared, in the order in which they were chosen. */
  readonly chosen: readonly string[];
  readonly files: FileWork;
}

export const RUN_ORDERS = ['newest', 'oldest', 'name', 'perplexity', 'size'] as const;
export type RunOrder = (typeof RUN_ORDERS)[number];

export type FileWork =
  | { readonly kind: 'idle' | 'packing' | 'reading' }
  | { readonly kind: 'read'; readonly fileName: string; readonly outcome: TakenIn }
  | { readonly kind: 'failed'; readonly failure: Failure };

const NOTHING: History = { search: '', order: 'newest', chosen: [], files: { kind: 'idle' } };

export const useHistory = create<History>(() => NOTHING);

export function toggleChosen(id: string): void {
  useHistory.setState(({ chosen }) => ({
    chosen: chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id],
  }));
}

/** Finished runs as one file, or null when that did not work, which is told. */
export function packRuns(ids: readonly string[]): Promise<Blob | null> {
  useHistory.setState({ files: { kind: 'packing' } });
  return track(
    engineWorker()
      .call((api) => api.packStored(ids))
      .then(
        (file) => {
          useHistory.setState({ files: { kind: 'idle' } });
          return file;
        },
        (error: unknown) => {
          useHistory.setState({ files: { kind: 'failed', failure: failureOf(error) } });
          return null;
        },
      ),
  );
}

/** Takes in the runs of a file that `packRuns` made. */
export function importRuns(file: File): Promise<void> {
  useHistory.setState({ files: { kind: 'reading' } });
  return track(read());

  async function read(): Promise<void> {
    try {
      const outcome = await engineWorker().call((api) => api.takeInStored(file, file.name));
      useHistory.setState({ files: { kind: 'read', fileName: file.name, outcome } });
      for (const id of outcome.added) tellOthers({ id, kind: 'changed' });
    } catch (error) {
      useHistory.setState({ files: { kind: 'failed', failure: failureOf(error) } });
    }
    await Promise.all([findKeptRuns(), lookUpStored()]);
  }
}

/** A name as typed, judged: null takes the own name of a run away. */
export type JudgedName =
  | { readonly kind: 'good'; readonly name: string | null }
  | { readonly kind: 'long' }
  | { readonly kind: 'taken' };

export function judgeName(typed: string, id: string, runs: readonly Pick<KeptRunEntry, 'id' | 'name'>[]): JudgedName {
  const name = tidyName(typed);
  if (name === '') return { kind: 'good', name: null };
  if (name.length > NAME_LENGTH) return { kind: 'long' };
  const isTaken = runs.some((run) => run.id !== id && run.name?.toLowerCase() === name.toLowerCase());
  return isTaken ? { kind: 'taken' } : { kind: 'good', name };
}

/** The runs that a search leaves, in order. `title`: what a run is called on the page. */
export function listRuns<Run extends KeptRunEntry & { readonly title: string }>(
  runs: readonly Run[],
  { search, order }: Pick<History, 'search' | 'order'>,
): readonly Run[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = runs.filter(({ title, fileName, model, fingerprint }) => {
    const said = [title, fileName, model, fingerprint ?? ''].join(' ').toLowerCase();
    return words.every((word) => said.includes(word));
  });
  const newest = (a: Run, b: Run) => b.startedAt - a.startedAt;
  return found.sort((a, b) => byOrder[order](a, b) || newest(a, b));
}

type Titled = KeptRunEntry & { readonly title: string };

/** Runs without a perplexity come last. */
const perplexity = ({ outcome }: KeptRunEntry) => outcome?.tuned.perplexity ?? Number.MAX_VALUE;

const byOrder: Readonly<Record<RunOrder, (a: Titled, b: Titled) => number>> = {
  newest: () => 0,
  oldest: (a, b) => a.startedAt - b.startedAt,
  name: (a, b) => a.title.localeCompare(b.title, undefined, { numeric: true }),
  perplexity: (a, b) => perplexity(a) - perplexity(b),
  size: (a, b) => b.sizeBytes - a.sizeBytes,
};

/** Too long for a chip, and told by the rows themselves. */
const UNSHOWN: readonly SettingKey[] = ['model', 'prompt', 'completion'];

/** A setting that is not the recipe's. */
export interface Departure {
  readonly key: SettingKey;
  readonly label: string;
  readonly value: string;
}

/** The settings in which a run departs from the recipe, as they are written on a command line. */
export function departures({ config }: Pick<KeptRunEntry, 'config'>): Departure[] {
  if (config === null) return [];
  return SETTING_KEYS.filter((key) => !UNSHOWN.includes(key)).flatMap((key) => {
    const { label, initial, write } = settingOf(key);
    const value = write(config[key]).join(', ');
    return value === write(initial).join(', ') ? [] : [{ key, label, value }];
  });
}
