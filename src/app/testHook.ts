import { idle } from '../store/activity.ts';

declare global {
  interface Window {
    /** For tests: `idle()` resolves when nothing is under way and the page has drawn (store/activity.ts). */
    tabtune: { readonly idle: () => Promise<void> };
  }
}

export function installTestHook(): void {
  window.tabtune = { idle };
}
