import { idle } from '../store/activity.ts';
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
}

/** What stories reach of the running app. */
export function installTestHook(): void {
  window.tabtune = { idle, stopped: () => useTraffic.getState().stopped };
}
