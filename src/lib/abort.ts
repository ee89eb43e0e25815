import { AbortedError } from './errors.ts';

/** Throws AbortedError once the signal was raised. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new AbortedError();
}
