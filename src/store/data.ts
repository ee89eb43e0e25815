import { proxy } from 'comlink';
import { create } from 'zustand';
import { parseWhere } from '../lib/condition.ts';
import { UserError } from '../lib/errors.ts';
import type { RunConfig } from '../run/config.ts';
import type { FileFacts, Preparation, SplitChoices } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { setConfig, useConfig } from './config.ts';
import { type Failure, failureOf } from './failure.ts';
import { resetRows } from './rowView.ts';
import { suggestChoices } from './suggest.ts';
import { dataWorker, siteUrl } from './workers.ts';

export type Prepared =
  | { readonly kind: 'working'; readonly last: Preparation | null }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly last: Preparation | null }
  | { readonly kind: 'ready'; readonly preparation: Preparation };

export type DataState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'reading'; readonly fileName: string; readonly sizeBytes: number; readonly fraction: number }
  | { readonly kind: 'failed'; readonly fileName: string; readonly failure: Failure }
  | {
      readonly kind: 'open';
      readonly file: FileFacts;
      readonly prepared: Prepared;
      /** Broken rows that the person left out, by their place in `file.problems`. */
      readonly skipped: ReadonlySet<number>;
    };

export const useData = create<DataState>(() => ({ kind: 'empty' }));

const SAMPLE_FILE = 'symptoms-sample.csv';

/** A newer file makes the answers to older ones worthless: each keeps its number. */
let opening = 0;
let preparing: Promise<void> | null = null;
let waiting = false;
/** Whether the parts are kept alike by the column that is proposed, until a person chooses. */
let followsProposal = true;

/** The files that are open, for reading them again another way or with another one. */
let openFiles: readonly File[] = [];

export function openFile(...files: readonly File[]): Promise<void> {
  setConfig({ encoding: 'auto', delimiter: 'auto' });
  return track(read(files.map(({ name }) => name).join(', '), async () => files));
}

/** Opens further files with those that are open; what was chosen stays where the columns allow it. */
export function addFiles(files: readonly File[]): Promise<void> {
  const all = [...openFiles, ...files];
  return track(read(all.map(({ name }) => name).join(', '), async () => all, true));
}

/** Reads the open files again with another encoding or delimiter. */
export function readAgain(reading: Partial<Pick<RunConfig, 'encoding' | 'delimiter'>>): Promise<void> {
  setConfig(reading);
  return track(read(openFiles.map(({ name }) => name).join(', '), async () => openFiles));
}

export function openSample(): Promise<void> {
  setConfig({ encoding: 'auto', delimiter: 'auto' });
  return track(
    read(SAMPLE_FILE, async () => {
      const response = await fetch(siteUrl(`samples/${SAMPLE_FILE}`));
      // Servers of single-page apps answer a missing file with their start page.
      const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
      if (!response.ok || isPage) throw new UserError('the server does not have it', { where: SAMPLE_FILE });
      return [new File([await response.blob()], SAMPLE_FILE, { type: 'text/csv' })];
    }),
  );
}

/** `keepChoices`: rows, templates and split stay as chosen when the files still have the columns. */
async function read(fileName: string, load: () => Promise<readonly File[]>, keepChoices = false): Promise<void> {
  const turn = ++opening;
  const current = () => turn === opening;
  useData.setState({ kind: 'reading', fileName, sizeBytes: 0, fraction: 0 }, true);
  try {
    const files = await load();
    const sizeBytes = files.reduce((sum, { size }) => sum + size, 0);
    const onProgress = (fraction: number) => {
      if (current() && useData.getState().kind === 'reading') {
        useData.setState({ kind: 'reading', fileName, sizeBytes, fraction }, true);
      }
    };
    const facts = await dataWorker().call((api) => api.open(files, readingChoices(), proxy(onProgress)));
    if (!current()) return;
    openFiles = files;
    if (!keepChoices || !columnsStay(facts)) setConfig(suggestChoices(facts));
    followsProposal = true;
    setConfig({ badRows: 'stop' });
    resetRows();
    useData.setState(
      { kind: 'open', file: facts, prepared: { kind: 'working', last: null }, skipped: new Set() },
      true,
    );
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
        (error: unknown): Prepared => ({ kind: 'failed', failure: failureOf(error), last: null }),
      );
    const now = useData.getState();
    if (waiting || now.kind !== 'open' || now.file !== before.file) continue;
    if (prepared.kind === 'ready') takeProposal(prepared.preparation);
    useData.setState(settled({ ...now, prepared }), true);
  }
}

/** The column that was proposed becomes the setting, so that run, command line and page agree. */
function takeProposal({ stratum }: Preparation): void {
  if (stratum?.auto && stratum.column !== useConfig.getState().stratify) setConfig({ stratify: stratum.column });
}

/** While new choices are worked on, or something is to be mended, the figures of the last ones stay where they are. */
export function latestPreparation(prepared: Prepared): Preparation | null {
  return prepared.kind === 'ready' ? prepared.preparation : prepared.last;
}

type OpenState = Extract<DataState, { kind: 'open' }>;

/** Ready only once every broken row was looked at: nothing is left out unseen. */
function settled(state: OpenState): OpenState {
  const { file, prepared, skipped } = state;
  if (prepared.kind === 'working') return state;
  const preparation = latestPreparation(prepared);
  const problem = file.problems.find((_, at) => !skipped.has(at));
  if (problem !== undefined) {
    const failure: Failure = { kind: 'input', message: problem.sentence, field: null };
    return { ...state, prepared: { kind: 'failed', failure, last: preparation } };
  }
  return preparation === null ? state : { ...state, prepared: { kind: 'ready', preparation } };
}

/** Goes on without broken rows: one by its place in `FileFacts.problems`, or all. */
export function skipRows(which: number | 'all'): void {
  const state = useData.getState();
  if (state.kind !== 'open') return;
  const { problems } = state.file;
  const skipped = which === 'all' ? new Set(problems.keys()) : new Set(state.skipped).add(which);
  if (skipped.size === problems.length) setConfig({ badRows: 'skip' });
  useData.setState(settled({ ...state, skipped }), true);
  // What the other rows lack was hidden behind the broken ones.
  if (latestPreparation(state.prepared) === null) refreshSplit();
}

/** Whether templates and filter still find their columns. */
function columnsStay({ columns }: FileFacts): boolean {
  const names = new Set(columns.map(({ name }) => name));
  const { where, prompt, completion, stratify } = useConfig.getState();
  const used = [
    ...where.map((condition) => parseWhere(condition).column),
    ...[...`${prompt}${completion}`.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].map((match) => match[1] as string),
    ...(stratify === null ? [] : [stratify]),
  ];
  return used.every((name) => names.has(name));
}

function readingChoices() {
  const { encoding, delimiter } = useConfig.getState();
  return { encoding, delimiter };
}

export function splitChoices(config: RunConfig = useConfig.getState()): SplitChoices {
  const { where, keepEmpty, keepDuplicates, keepNearDuplicates } = config;
  const { prompt, completion, stratify, split, seed, keepTogether, limit } = config;
  return {
    where,
    keepEmpty,
    keepDuplicates,
    keepNearDuplicates,
    prompt,
    completion,
    stratify,
    split,
    seed,
    keepTogether,
    limit,
  };
}
