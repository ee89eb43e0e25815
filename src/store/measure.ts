import { proxy } from 'comlink';
import { create } from 'zustand';
import { isAborted } from '../lib/errors.ts';
import type { FaultChoice, FaultyRow, LengthFacts } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { tokenChoices } from './audit.ts';
import { type Failure, failureOf } from './failure.ts';
import { dataWorker } from './workers.ts';

/** Lengths of all rows in tokens; `last`: the figures from before, shown until the new ones are there. */
export type Measured =
  | { readonly kind: 'none' }
  | { readonly kind: 'working'; readonly done: number; readonly total: number; readonly last: LengthFacts | null }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly facts: LengthFacts };

export const useMeasured = create<Measured>(() => ({ kind: 'none' }));

let measuring = 0;

/** Tokenises the rows for the chosen model, in the data worker; a newer call takes the place of an older one. */
export async function measure(): Promise<void> {
  const turn = ++measuring;
  const current = () => turn === measuring;
  const last = latestLengths(useMeasured.getState());
  useMeasured.setState({ kind: 'working', done: 0, total: 0, last }, true);
  // Progress comes by a port of its own: the last of it may arrive after the answer.
  let answered = false;
  const onProgress = (done: number, total: number) => {
    if (current() && !answered) useMeasured.setState({ kind: 'working', done, total, last }, true);
  };
  const measured = await track(
    dataWorker()
      .call((api) => api.measure(tokenChoices(), proxy(onProgress)))
      .then(
        (facts): Measured => ({ kind: 'ready', facts }),
        (error: unknown): Measured =>
          isAborted(error) ? { kind: 'stopped' } : { kind: 'failed', failure: failureOf(error) },
      ),
  );
  answered = true;
  if (current()) useMeasured.setState(measured, true);
}

export function stopMeasuring(): void {
  void dataWorker().call((api) => api.stopMeasuring());
}

export function latestLengths(measured: Measured): LengthFacts | null {
  if (measured.kind === 'ready') return measured.facts;
  return measured.kind === 'working' ? measured.last : null;
}

/** The rows that have a fault at the maximum length that is set. */
export function faultyRows(fault: FaultChoice): Promise<FaultyRow[]> {
  return track(dataWorker().call((api) => api.faultyRows(tokenChoices(), fault)));
}
