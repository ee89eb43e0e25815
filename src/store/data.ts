import { proxy } from 'comlink';
import { create } from 'zustand';
import { UserError } from '../lib/errors.ts';
import type { RunConfig } from '../run/config.ts';
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

/** A newer file makes the answers to older ones worthless: each keeps its number. */
let opening = 0;
let preparing: Promise<void> | null = null;
let waiting = false;
/** Whether the parts are kept alike by the column that is proposed, until a person chooses. */
let followsProposal = true;

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
    followsProposal = true;
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

/** Keeps the parts alike by this column, null: by none; `proposed`: by the one that is proposed, whatever rows are chosen. */
export function chooseStratum(column: string | null | 'proposed'): void {
  followsProposal = column === 'proposed';
  if (column !== 'proposed') setConfig({ stratify: column });
  refreshSplit();
}

/** Prepares the data anew after a setting of the split was changed in its field. */
export function refreshSplit(): void {
  void track(prepare());
}

/** One preparation at a time: what is typed meanwhile waits, and only the newest of it is prepared. */
function prepare(): Promise<void> {
  waiting = true;
  preparing ??= prepareNewest().finally(() => {
    preparing = null;
  });
  return preparing;
}

async function prepareNewest(): Promise<void> {
  while (waiting) {
    waiting = false;
    const before = useData.getState();
    if (before.kind !== 'open') return;
    const last = latestPreparation(before.prepared);
    useData.setState({ ...before, prepared: { kind: 'working', last } }, true);
    const prepared = await dataWorker()
      .call((api) => api.prepare(splitChoices(), followsProposal))
      .then(
        (preparation): Prepared => ({ kind: 'ready', preparation }),
        (error: unknown): Prepared => ({ kind: 'failed', failure: failureOf(error) }),
      );
    const now = useData.getState();
    if (waiting || now.kind !== 'open' || now.file !== before.file) continue;
    if (prepared.kind === 'ready') takeProposal(prepared.preparation);
    useData.setState({ ...now, prepared }, true);
  }
}

/** The column that was proposed becomes the setting, so that run, command line and page agree. */
function takeProposal({ stratum }: Preparation): void {
  if (stratum?.auto && stratum.column !== useConfig.getState().stratify) setConfig({ stratify: stratum.column });
}

/** While new choices are worked on, the figures of the last ones stay where they are. */
export function latestPreparation(prepared: Prepared): Preparation | null {
  if (prepared.kind === 'ready') return prepared.preparation;
  return prepared.kind === 'working' ? prepared.last : null;
}

export function splitChoices(config: RunConfig = useConfig.getState()): SplitChoices {
  const { where, prompt, completion, stratify, split, seed, keepTogether, limit } = config;
  return { where, prompt, completion, stratify, split, seed, keepTogether, limit };
}
