import { proxy } from 'comlink';
import { create } from 'zustand';
import { UserError } from '../lib/errors.ts';
import type { FileFacts, Preparation, SplitChoices } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { setConfig, useConfig } from './config.ts';
import { type Failure, failureOf } from './failure.ts';
import { suggestChoices } from './suggest.ts';
import { dataWorker, siteUrl } from './workers.ts';

export type Prepared =
  | { readonly kind: 'working'; readonly last: Preparation | null }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly preparation: Preparation };

export type DataState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'reading'; readonly fileName: string; readonly sizeBytes: number; readonly fraction: number }
  | { readonly kind: 'failed'; readonly fileName: string; readonly failure: Failure }
  | { readonly kind: 'open'; readonly file: FileFacts; readonly prepared: Prepared };

export const useData = create<DataState>(() => ({ kind: 'empty' }));

const SAMPLE_FILE = 'symptoms-sample.csv';

/** A newer call makes the answers of older ones worthless: each keeps its number. */
let opening = 0;
let preparing = 0;

export function openFile(file: File): Promise<void> {
  return track(read(file.name, async () => file));
}

export function openSample(): Promise<void> {
  return track(
    read(SAMPLE_FILE, async () => {
      const response = await fetch(siteUrl(`samples/${SAMPLE_FILE}`));
      // Servers of single-page apps answer a missing file with their start page.
      const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
      if (!response.ok || isPage) throw new UserError('the server does not have it', { where: SAMPLE_FILE });
      return new File([await response.blob()], SAMPLE_FILE, { type: 'text/csv' });
    }),
  );
}

async function read(fileName: string, load: () => Promise<File>): Promise<void> {
  const turn = ++opening;
  const current = () => turn === opening;
  useData.setState({ kind: 'reading', fileName, sizeBytes: 0, fraction: 0 }, true);
  try {
    const file = await load();
    const onProgress = (fraction: number) => {
      if (current() && useData.getState().kind === 'reading') {
        useData.setState({ kind: 'reading', fileName, sizeBytes: file.size, fraction }, true);
      }
    };
    const facts = await dataWorker().call((api) =>
      api.open([file], { encoding: null, delimiter: null }, proxy(onProgress)),
    );
    if (!current()) return;
    const [problem] = facts.problems;
    if (problem !== undefined) throw new UserError(`${fileName}: ${problem.sentence}`, { remedy: problem.remedy });
    setConfig(suggestChoices(facts));
    useData.setState({ kind: 'open', file: facts, prepared: { kind: 'working', last: null } }, true);
    await prepare();
  } catch (error) {
    if (current()) useData.setState({ kind: 'failed', fileName, failure: failureOf(error) }, true);
  }
}

/** Changes rows, templates or split, and prepares the data anew. */
export function choose(changes: Partial<SplitChoices>): void {
  setConfig(changes);
  refreshSplit();
}

/** Prepares the data anew after a setting of the split was changed in its field. */
export function refreshSplit(): void {
  void track(prepare());
}

async function prepare(): Promise<void> {
  const turn = ++preparing;
  const before = useData.getState();
  if (before.kind !== 'open') return;
  const last = before.prepared.kind === 'ready' ? before.prepared.preparation : null;
  useData.setState({ ...before, prepared: { kind: 'working', last } }, true);
  const prepared = await dataWorker()
    .call((api) => api.prepare(splitChoices()))
    .then(
      (preparation): Prepared => ({ kind: 'ready', preparation }),
      (error: unknown): Prepared => ({ kind: 'failed', failure: failureOf(error) }),
    );
  const now = useData.getState();
  if (turn === preparing && now.kind === 'open') useData.setState({ ...now, prepared }, true);
}

export function splitChoices(): SplitChoices {
  const { where, prompt, completion, stratify, split, seed, limit } = useConfig.getState();
  return { where, prompt, completion, stratify, split, seed, limit };
}
