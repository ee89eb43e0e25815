import { idle } from '../store/activity.ts';
import { useTraffic } from '../store/traffic.ts';

export interface PageHook {
  /** Resolves when nothing is under way and the page has drawn (store/activity.ts). */
  readonly idle: () => Promise<void>;
  /** What the security policy has stopped so far, in the page and in its workers. */
  readonly stopped: () => readonly { readonly by: string; readonly directive: string; readonly target: string }[];
}

/** What stories reach of any page of the app. */
export const pageHook: PageHook = { idle, stopped: () => useTraffic.getState().stopped };
