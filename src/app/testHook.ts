import type { RunEvent } from '../run/events.ts';
import { idle } from '../store/activity.ts';
import { rehearse } from '../store/rehearse.ts';
import { useTraffic } from '../store/traffic.ts';

declare global {
  interface Window {
    tabtune: TestHook;
  }
}

interface TestHook {
  /** Resolves when nothing is under way and the page has drawn (store/activity.ts). */
  readonly idle: () => Promise<void>;
  /** What the security policy has stopped so far, in the page and in its workers. */
  readonly stopped: () => readonly { readonly by: string; readonly directive: string; readonly target: string }[];
  /** Shows a run that only consists of these events; another call goes on with it. */
  readonly rehearse: (events: readonly RunEvent[]) => void;
}

/** What stories reach of the running app. */
export function installTestHook(): void {
  window.tabtune = { idle, rehearse, stopped: () => useTraffic.getState().stopped };
}
