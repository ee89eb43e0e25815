import { create } from 'zustand';
import { useRun } from './run.ts';

/** Kept in the browser under this name. */
const KEPT = 'tabtune-notify';

/** Whether a person wants to be told of the end of a run; `refused` and `unsupported`: the browser does not do it. */
export type Notifying = 'off' | 'on' | 'refused' | 'unsupported';

export const useNotifying = create<{ readonly notifying: Notifying }>(() => ({ notifying: 'off' }));

/** The browser asks the person, so only their own click leads here. */
export async function turnNotifications(on: boolean): Promise<void> {
  if (!('Notification' in window)) return useNotifying.setState({ notifying: 'unsupported' });
  const allowed = on && (await Notification.requestPermission()) === 'granted';
  keep(allowed);
  useNotifying.setState({ notifying: on && !allowed ? 'refused' : allowed ? 'on' : 'off' });
}

export interface EndWords {
  readonly title: string;
  readonly body: string;
}

/** Tells of the end of a run while the tab is hidden, if that is wanted. `words`: of one that ended well or badly. Returns what ends that. */
export function watchForEnd(words: (ended: 'finished' | 'failed') => EndWords): () => void {
  if (kept() && 'Notification' in window && Notification.permission === 'granted')
    useNotifying.setState({ notifying: 'on' });
  return useRun.subscribe((run, before) => {
    const ended = run.kind === 'finished' || run.kind === 'failed';
    if (before.kind !== 'active' || !ended || document.visibilityState !== 'hidden') return;
    if (useNotifying.getState().notifying !== 'on') return;
    const { title, body } = words(run.kind === 'finished' ? 'finished' : 'failed');
    try {
      const shown = new Notification(title, { body, tag: 'tabtune-run' });
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
    } catch {
      // Some phones let only service workers do it; the title of the tab tells it, too.
      useNotifying.setState({ notifying: 'unsupported' });
    }
  });
}

function keep(on: boolean): void {
  try {
    if (on) localStorage.setItem(KEPT, 'on');
    else localStorage.removeItem(KEPT);
  } catch {
    // A window that keeps nothing: the choice holds until it is closed.
  }
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEPT) === 'on';
  } catch {
    return false;
  }
}
