import type { RunSignals } from '../run/runPorts.ts';
import type { Io } from './io.ts';

/** The first Ctrl-C stops and keeps, the second aborts, a third ends the process. `release` gives Ctrl-C back. */
export function listenForInterrupts(io: Io): RunSignals & { readonly release: () => void } {
  const stop = new AbortController();
  const abort = new AbortController();
  const release = io.onInterrupt(() => {
    if (!stop.signal.aborted) {
      io.err('\nStopping after this step; what was learned so far is kept. Press Ctrl-C again to abort.\n');
      stop.abort();
    } else if (!abort.signal.aborted) {
      io.err('\nAborting.\n');
      abort.abort();
    } else {
      release();
    }
  });
  return { stop: stop.signal, abort: abort.signal, release };
}
