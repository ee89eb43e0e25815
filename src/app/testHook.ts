import type { RunEvent } from '../run/events.ts';
import { rehearse } from '../store/rehearse.ts';
import { type PageHook, pageHook } from './pageHook.ts';

declare global {
  interface Window {
    tabtune: TestHook;
  }
}

interface TestHook extends PageHook {
  /** Shows a run that only consists of these events; another call goes on with it. */
  readonly rehearse: (events: readonly RunEvent[]) => void;
}

/** What stories reach of the running app. */
export function installTestHook(): void {
  window.tabtune = { ...pageHook, rehearse };
}
