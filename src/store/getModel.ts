/** The page that gets models: which Hub it asks, what was looked at, what is being downloaded, what is kept. */
import { proxy } from 'comlink';
import { create } from 'zustand';
import { parseHubName } from '../hub/hubName.ts';
import { isAborted } from '../lib/errors.ts';
import type { HubAccess, HubProgress, KeptModel, ModelLook, WantedModel } from '../workers/hubApi.ts';
import { track } from './activity.ts';
import { type Failure, failureOf } from './failure.ts';
import { hearModelNews, tellModelNews } from './hubChannel.ts';
import { forgetToken, type HubPlace, keepPlace, keepToken, readPlace, readToken } from './hubPlace.ts';
import { addSample, type TransferSample } from './transferRate.ts';
import { hubWorker } from './workers.ts';

export type LookState =
  | { readonly kind: 'none' }
  | { readonly kind: 'working'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly wanted: WantedModel; readonly look: ModelLook };

export type DownloadState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'running';
      readonly wanted: WantedModel;
      readonly progress: HubProgress | null;
      readonly samples: readonly TransferSample[];
      readonly stopping: boolean;
    }
  /** What came so far is kept. */
  | { readonly kind: 'paused'; readonly wanted: WantedModel }
  | { readonly kind: 'failed'; readonly wanted: WantedModel; readonly failure: Failure }
  | { readonly kind: 'done'; readonly wanted: WantedModel };

export interface Space {
  /** What the browser would still give this page; null: it does not say. */
  readonly freeBytes: number | null;
  /** It has promised not to clear what is stored; null: it makes no promises. */
  readonly persisted: boolean | null;
}

export interface GetModelState {
  readonly place: HubPlace;
  readonly token: string | null;
  readonly look: LookState;
  readonly download: DownloadState;
  /** null: not looked through yet. */
  readonly kept: readonly KeptModel[] | Failure | null;
  readonly space: Space;
}

export const useGetModel = create<GetModelState>(() => {
  const place = readPlace();
  return {
    place,
    token: readToken(place),
    look: { kind: 'none' },
    download: { kind: 'none' },
    kept: null,
    space: { freeBytes: null, persisted: null },
  };
});

const { getState: get, setState: set } = useGetModel;

function access(): HubAccess {
  const { place, token } = get();
  return { endpoint: place.endpoint, token };
}

/** Follows what is kept here, also by other tabs. Returns what ends it. */
export function watchKept(): () => void {
  void findKept();
  return hearModelNews(() => void findKept());
}

async function findKept(): Promise<void> {
  const kept = await track(
    hubWorker()
      .call((api) => api.list())
      .catch(failureOf),
  );
  const [estimate, persisted] = await track(
    Promise.all([
      navigator.storage?.estimate?.().catch(() => null),
      navigator.storage?.persisted?.().catch(() => null),
    ]),
  );
  const { quota, usage } = estimate ?? {};
  const freeBytes = quota === undefined ? null : Math.max(0, quota - (usage ?? 0));
  set({ kept, space: { freeBytes, persisted: persisted ?? null } });
}

let looking = 0;

/** Asks what a model is, by the name as a person writes it; a newer question makes the answers to older ones worthless. */
export async function lookAt(text: string): Promise<void> {
  const turn = ++looking;
  const answer = await track(ask(text));
  if (turn === looking) set({ look: answer });
  if (get().download.kind !== 'running') set({ download: { kind: 'none' } });
  await findKept();
}

async function ask(text: string): Promise<LookState> {
  const name = text.trim();
  try {
    const parsed = parseHubName(name, 'Model');
    set({ look: { kind: 'working', name } });
    const look = await hubWorker().call((api) => api.look(access(), parsed));
    return { kind: 'ready', wanted: { ...parsed, commit: look.model.commit }, look };
  } catch (error) {
    return isAborted(error) ? { kind: 'none' } : { kind: 'failed', name, failure: failureOf(error) };
  }
}

/** Downloads what was looked at, or goes on with it. */
export async function downloadModel(wanted: WantedModel): Promise<void> {
  if (get().download.kind === 'running') return;
  const samples: readonly TransferSample[] = [];
  set({ download: { kind: 'running', wanted, progress: null, samples, stopping: false } });
  await track(fetchModel(wanted));
  tellModelNews();
  await findKept();
}

async function fetchModel(wanted: WantedModel): Promise<void> {
  // The browser decides by itself, or asks; a refusal only means that it may clear the model some day.
  await navigator.storage?.persist?.().catch(() => false);
  try {
    await hubWorker().call((api) => api.download(access(), wanted, proxy(takeProgress)));
    set({ download: { kind: 'done', wanted } });
  } catch (error) {
    const failed = { kind: 'failed', wanted, failure: failureOf(error) } as const;
    set({ download: isAborted(error) ? { kind: 'paused', wanted } : failed });
  }
}

function takeProgress(progress: HubProgress): void {
  const { download } = get();
  if (download.kind !== 'running') return;
  const { doneBytes: bytes, atMs, checkedBytes } = progress;
  const samples = checkedBytes === null ? addSample(download.samples, { atMs, bytes }) : download.samples;
  set({ download: { ...download, progress, samples } });
}

/** What came so far is kept. */
export function pauseDownload(): void {
  const { download } = get();
  if (download.kind !== 'running') return;
  set({ download: { ...download, stopping: true } });
  void hubWorker().call((api) => api.stop());
}

/** Deletes a model with its 4-bit forms. */
export async function removeKept({ folder }: Pick<KeptModel, 'folder'>): Promise<void> {
  await track(
    hubWorker()
      .call((api) => api.remove(folder))
      .catch((error: unknown) => set({ kept: failureOf(error) })),
  );
  set({ look: { kind: 'none' }, download: { kind: 'none' } });
  tellModelNews();
  await findKept();
}

/** @throws UserError for what is no token. What was refused without it is asked again. */
export function takeToken(text: string): void {
  set({ token: keepToken(get().place, text) });
  askAgain();
}

export function dropToken(): void {
  forgetToken();
  set({ token: null });
  askAgain();
}

function askAgain(): void {
  const { look } = get();
  if (look.kind === 'failed') void lookAt(look.name);
  if (look.kind === 'ready') void lookAt(nameOf(look.wanted));
}

/** Asks another Hub from now on. The page's policy cannot be changed while it is open, so it is opened anew. */
export function takePlace(place: HubPlace): void {
  keepPlace(place);
  window.location.reload();
}

/** As a person writes it. */
export function nameOf({ id, revision, file }: Pick<WantedModel, 'id' | 'revision' | 'file'>): string {
  return `${id}${revision === 'main' ? '' : `@${revision}`}${file === null ? '' : `/${file}`}`;
}
