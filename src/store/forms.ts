import { proxy } from 'comlink';
import { create } from 'zustand';
import { isAborted } from '../lib/errors.ts';
import type { ExportForm, FormProgress, FormsPlan, FormTarget, MergedDtype, SavedForm } from '../workers/formsApi.ts';
import { track } from './activity.ts';
import { type Failure, failureOf } from './failure.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { engineWorker, siteUrl } from './workers.ts';

/** What the run that is shown could be saved as. */
export type FormsState =
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'known'; readonly plan: FormsPlan };

export const useForms = create<FormsState>(() => ({ kind: 'working' }));

export type Saving =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'saving';
      readonly form: ExportForm;
      readonly progress: FormProgress | null;
      /** At the pace so far; null: not known yet. */
      readonly remainingMs: number | null;
      readonly cancelling: boolean;
    }
  | {
      readonly kind: 'saved';
      readonly form: ExportForm;
      readonly saved: Omit<SavedForm, 'download'>;
      readonly downloaded: boolean;
    }
  | { readonly kind: 'failed'; readonly form: ExportForm; readonly failure: Failure }
  | { readonly kind: 'cancelled'; readonly form: ExportForm };

export const useSaving = create<Saving>(() => ({ kind: 'none' }));

/** What Chromium has beside the DOM's types. */
interface Pickers {
  showDirectoryPicker?(options: { id: string; mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
  showSaveFilePicker?(options: { id: string; suggestedName: string }): Promise<FileSystemFileHandle>;
}
const pickers = (): Pickers => window as unknown as Pickers;
const PICKER_ID = 'tabtune-export';

/** Whether this browser writes into a folder that a person chooses. */
export function writesFolders(): boolean {
  return pickers().showDirectoryPicker !== undefined;
}

let planning = 0;

/** Looks what the run could be saved as; a newer call makes the answer of an older one worthless. */
export function planForms(run: FinishedRun): Promise<void> {
  return track(plan());

  async function plan(): Promise<void> {
    const turn = ++planning;
    useForms.setState({ kind: 'working' }, true);
    const state = await askPlan().catch(
      (error: unknown): FormsState => ({ kind: 'failed', failure: failureOf(error) }),
    );
    if (turn === planning) useForms.setState(state, true);
  }

  async function askPlan(): Promise<FormsState> {
    const source = await sourceOf(run);
    return { kind: 'known', plan: await engineWorker().call((api) => api.planForms(source)) };
  }
}

async function sourceOf({ archive, facts: { config, fileName } }: FinishedRun) {
  const name = `${config.model}-${fileName.replace(/\.[^.]*$/, '')}`;
  return { archive: await archive, model: config.model, modelsUrl: siteUrl('models/'), name };
}

export interface SaveChoices {
  readonly as: 'folder' | 'zip';
  readonly dtype: MergedDtype;
  readonly golden: boolean;
}

/** Asks where to, then writes. Resolves to what the browser is to download; null: nothing. */
export function saveForm(run: FinishedRun, form: ExportForm, choices: SaveChoices): Promise<DownloadedForm | null> {
  if (useSaving.getState().kind === 'saving') return Promise.resolve(null);
  // At once: a browser shows its picker only in answer to a press.
  const target = chooseTarget(form, choices.as);
  return track(save());

  async function save(): Promise<DownloadedForm | null> {
    try {
      const place = await target.catch((error: unknown) => {
        if (isAborted(error)) return null; // the picker was closed
        throw error;
      });
      if (place === null) return null;
      useSaving.setState({ kind: 'saving', form, progress: null, remainingMs: null, cancelling: false }, true);
      const request = { ...(await sourceOf(run)), form, target: place, dtype: choices.dtype, golden: choices.golden };
      const { download, ...saved } = await engineWorker().call((api) => api.saveForm(request, proxy(takeProgress())));
      useSaving.setState({ kind: 'saved', form, saved, downloaded: download !== null }, true);
      return download === null ? null : { blob: download, name: saved.name };
    } catch (error) {
      const state: Saving = isAborted(error)
        ? { kind: 'cancelled', form }
        : { kind: 'failed', form, failure: failureOf(error) };
      useSaving.setState(state, true);
      return null;
    }
  }
}

export interface DownloadedForm {
  readonly blob: Blob;
  readonly name: string;
}

async function chooseTarget(form: ExportForm, as: SaveChoices['as']): Promise<FormTarget> {
  const { showDirectoryPicker, showSaveFilePicker } = pickers();
  if (as === 'folder' && showDirectoryPicker !== undefined)
    return { kind: 'folder', folder: await showDirectoryPicker.call(window, { id: PICKER_ID, mode: 'readwrite' }) };
  if (showSaveFilePicker === undefined) return { kind: 'download' };
  const options = { id: PICKER_ID, suggestedName: `tabtune-${form}.zip` };
  return { kind: 'file', file: await showSaveFilePicker.call(window, options) };
}

export function cancelForm(): void {
  const state = useSaving.getState();
  if (state.kind !== 'saving') return;
  useSaving.setState({ ...state, cancelling: true }, true);
  void track(engineWorker().call((api) => api.cancelForm())).catch(() => undefined);
}

/** A new run is shown: what became of the last one's files is not about it. */
export function forgetSaved(): void {
  if (useSaving.getState().kind !== 'saving') useSaving.setState({ kind: 'none' }, true);
}

/** The pace of a first moment says nothing. */
const SETTLED_MS = 1000;

function takeProgress(): (progress: FormProgress) => void {
  let phase: FormProgress['phase'] | null = null;
  let sinceMs = 0;
  return (progress) => {
    const state = useSaving.getState();
    if (state.kind !== 'saving') return;
    if (progress.phase !== phase) sinceMs = performance.now();
    phase = progress.phase;
    const elapsedMs = performance.now() - sinceMs;
    const known = phase === 'write' && elapsedMs > SETTLED_MS && progress.done > 0;
    const remainingMs = known ? (elapsedMs * (progress.total - progress.done)) / progress.done : null;
    useSaving.setState({ ...state, progress, remainingMs }, true);
  };
}
