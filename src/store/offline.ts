import { create } from 'zustand';
import { siteUrl } from './workers.ts';

export type OfflineState =
  /** This browser keeps no copy: the address is not secure, the window private, or this is a development server. */
  | { readonly kind: 'none' }
  | { readonly kind: 'keeping' }
  /** The page opens without a network. `newer`: a newer version is kept too, and waits to take over. */
  | { readonly kind: 'ready'; readonly newer: boolean };

export const useOffline = create<OfflineState>(() => ({ kind: 'none' }));

let registration: ServiceWorkerRegistration | null = null;

/**
 * Has the service worker keep the page. Not awaited by anything: what a person does comes first. The page is never reloaded
 * for a newer version unless they ask.
 */
export async function keepOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    const { serviceWorker } = navigator;
    const found = await serviceWorker.register(siteUrl('serviceWorker.js'), { updateViaCache: 'none' });
    registration = found;
    useOffline.setState({ kind: 'keeping' }, true);
    found.addEventListener('updatefound', () => watch(found));
    watch(found);
    await serviceWorker.ready;
    useOffline.setState({ kind: 'ready', newer: found.waiting !== null }, true);
  } catch {
    useOffline.setState({ kind: 'none' }, true);
  }
}

/** Follows a worker that is being installed until it is kept, or is given up because a file of it did not come. */
function watch({ installing }: ServiceWorkerRegistration): void {
  installing?.addEventListener('statechange', () => {
    if (installing.state === 'redundant' && useOffline.getState().kind === 'keeping') {
      useOffline.setState({ kind: 'none' }, true);
    } else if (installing.state === 'installed' && useOffline.getState().kind === 'ready') {
      useOffline.setState({ kind: 'ready', newer: true }, true);
    }
  });
}

/** Lets the newer version take over, and opens it. */
export function takeNewVersion(): void {
  const waiting = registration?.waiting;
  if (!waiting) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true });
  waiting.postMessage('takeOver');
}
