import { throwIfAborted } from './abort.ts';

/**
 * Keeps a thread responsive through a long loop: `await breathe()` lets messages and timers in once `sliceMs` have passed since the last
 * time, and throws AbortedError when the signal was raised.
 */
export function createPacer(signal?: AbortSignal, sliceMs = 40): () => Promise<void> {
  let since = performance.now();
  throwIfAborted(signal);
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await new Promise<void>((resolve) => setTimeout(resolve));
    throwIfAborted(signal);
    since = performance.now();
  };
}
