import { throwIfAborted } from './abort.ts';

interface Scheduler {
  postTask(task: () => void, options: { readonly priority: 'background' }): Promise<void>;
}

/** Until everything else that waits for this thread was done. A timer, which browsers delay by 4 ms, where there is no scheduler. */
function rest(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  if (scheduler !== undefined) return scheduler.postTask(() => undefined, { priority: 'background' });
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * Keeps a thread responsive through a long loop: `await breathe()` lets messages and timers in once `sliceMs` have passed since the last
 * time, and throws AbortedError when the signal was raised.
 */
export function createPacer(signal?: AbortSignal, sliceMs = 40): () => Promise<void> {
  let since = performance.now();
  throwIfAborted(signal);
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await rest();
    throwIfAborted(signal);
    since = performance.now();
  };
}
