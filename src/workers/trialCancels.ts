import type { RunEvent } from '../run/events.ts';
import type { TrialStatus } from '../run/trialRecord.ts';

const OPEN = new Set<TrialStatus>(['waiting', 'running']);

/** A signal for each trial of a grid, raised when a person takes it out. */
export function createTrialCancels() {
  const controllers = new Map<number, AbortController>();
  const open = new Set<number>();
  let anyKept = false;
  const controllerOf = (number: number): AbortController => {
    const controller = controllers.get(number) ?? new AbortController();
    controllers.set(number, controller);
    return controller;
  };
  return {
    signalOf: (number: number): AbortSignal => controllerOf(number).signal,
    cancel: (number: number): void => controllerOf(number).abort(),
    take(event: RunEvent): void {
      if (event.event === 'chosen') open.clear();
      if (event.event !== 'trial') return;
      if (OPEN.has(event.status)) open.add(event.number);
      else open.delete(event.number);
      anyKept ||= event.folder !== null;
    },
    /** Takes out every trial that is not over. false: there is none, or nothing would be left to keep. */
    cancelRest(): boolean {
      if (!anyKept || open.size === 0) return false;
      for (const number of open) controllerOf(number).abort();
      return true;
    },
  };
}
