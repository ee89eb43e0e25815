import { create } from 'zustand';
import type { LeakFacts } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { splitChoices } from './data.ts';
import { type Failure, failureOf } from './failure.ts';
import { dataWorker } from './workers.ts';

export type LeakState =
  | { readonly kind: 'none' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly facts: LeakFacts };

export const useLeaks = create<LeakState>(() => ({ kind: 'none' }));

let checking = 0;

/** Looks for rows that have a copy in another part. */
export async function checkLeaks(): Promise<void> {
  const turn = ++checking;
  useLeaks.setState({ kind: 'working' }, true);
  const result = await track(
    dataWorker()
      .call((api) => api.checkLeaks(splitChoices()))
      .then(
        (facts): LeakState => ({ kind: 'ready', facts }),
        (error: unknown): LeakState => ({ kind: 'failed', failure: failureOf(error) }),
      ),
  );
  if (turn === checking) useLeaks.setState(result, true);
}

/** The three parts as JSONL files in a zip. */
export function splitArchive(): Promise<Blob> {
  return track(dataWorker().call((api) => api.saveSplit(splitChoices())));
}
