import { create } from 'zustand';
import type { RunConfig } from '../run/config.ts';
import { track } from './activity.ts';
import { runEnded, startRun, useRun } from './run.ts';

/** Runs that wait for their turn: one after another, on the rows that are open. */
export const useTrialQueue = create<{ readonly waiting: readonly RunConfig[] }>(() => ({ waiting: [] }));

let draining = false;

/** Trains with these settings as soon as no other run is under way. */
export function queueTrial(config: RunConfig): void {
  useTrialQueue.setState(({ waiting }) => ({ waiting: [...waiting, config] }));
  if (!draining) void track(drain());
}

async function drain(): Promise<void> {
  draining = true;
  try {
    for (;;) {
      await runEnded();
      const [next, ...rest] = useTrialQueue.getState().waiting;
      if (next === undefined) return;
      useTrialQueue.setState({ waiting: rest });
      await startRun(next);
      // Whoever cancels a run does not want the others; and what failed once is looked at first.
      if (useRun.getState().kind !== 'finished') useTrialQueue.setState({ waiting: [] });
    }
  } finally {
    draining = false;
  }
}

/** A second learning rate to try: ten times larger, or ten times smaller where that would be more than 0.01. One figure. */
export function otherRate(rate: number): number {
  const other = rate * 10 > 0.01 ? rate / 10 : rate * 10;
  return Number(other.toPrecision(1));
}
