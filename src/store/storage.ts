import { create } from 'zustand';
import { messageOf } from '../lib/errors.ts';
import { track } from './activity.ts';
import { listStored, removeStored } from './browserStorage.ts';
import { tellModelNews } from './hubChannel.ts';
import { findHubModels } from './models.ts';
import { useOffline } from './offline.ts';
import type { StoredItem } from './storedItems.ts';

export interface StorageFacts {
  readonly items: readonly StoredItem[];
  /** What the browser would give this page in all; null: it does not say. */
  readonly quotaBytes: number | null;
  /** The browser has promised not to clear it when space runs short; null: it makes no such promises. */
  readonly persisted: boolean | null;
}

/** null: not looked through yet. */
export const useStorage = create<{ readonly facts: StorageFacts | null }>(() => ({ facts: null }));

export type Deletion =
  | { readonly kind: 'none' }
  /** It begins at `atMs` (Date.now), unless it is undone. */
  | { readonly kind: 'pending'; readonly atMs: number }
  | { readonly kind: 'deleting' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

export const useDeletion = create<Deletion>(() => ({ kind: 'none' }));

/** Looks through what is stored. */
export async function lookUpStored(): Promise<void> {
  const [items, estimate, persisted] = await track(
    Promise.all([
      listStored(),
      navigator.storage?.estimate?.().catch(() => null),
      navigator.storage?.persisted?.().catch(() => null),
    ]),
  );
  useStorage.setState({ facts: { items, quotaBytes: estimate?.quota ?? null, persisted: persisted ?? null } });
}

/** Asks the browser to keep it all even when space runs short; it may say no. */
export async function keepStored(): Promise<void> {
  await track(navigator.storage.persist().catch(() => false));
  await lookUpStored();
}

const UNDO_MS = 10_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Deletes everything in ten seconds. Nothing is touched before, so that undoing is exact; closing the tab undoes it too. */
export function deleteLater(): void {
  clearTimeout(timer);
  useDeletion.setState({ kind: 'pending', atMs: Date.now() + UNDO_MS }, true);
  timer = setTimeout(deleteNow, UNDO_MS);
}

export function undoDelete(): void {
  clearTimeout(timer);
  useDeletion.setState({ kind: 'none' }, true);
}

export function deleteNow(): void {
  clearTimeout(timer);
  useDeletion.setState({ kind: 'deleting' }, true);
  void track(deleteAll());
}

async function deleteAll(): Promise<void> {
  try {
    await removeStored();
    tellModelNews();
    await findHubModels();
    useOffline.setState({ kind: 'none' }, true);
    useDeletion.setState({ kind: 'done' }, true);
  } catch (error) {
    useDeletion.setState({ kind: 'failed', message: messageOf(error) }, true);
  }
  await lookUpStored();
}
