import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Nf4Part } from '../formats/nf4.ts';
import { RunError, UserError } from '../lib/errors.ts';
import { createQuantisePool, type QuantisePool, type QuantiseThread } from '../run/quantisePool.ts';

/** Beyond this the reading of the file is what takes the time. */
const MOST_THREADS = 16;

/** A quantiser on all cores. From sources (tests) there is no built worker, and one thread does the work. */
export function cliQuantisePool(): QuantisePool {
  const script = new URL('./quantise.worker.js', import.meta.url);
  const threads = existsSync(fileURLToPath(script)) ? Math.min(availableParallelism(), MOST_THREADS) : 1;
  return createQuantisePool(() => quantiseThread(script), threads);
}

type Answer = { readonly part: Nf4Part; readonly fault?: never } | { readonly part?: never; readonly fault: string };

export function quantiseThread(script: URL): QuantiseThread {
  const worker = new Worker(script);
  worker.unref();
  return {
    run: ({ dtype, bytes }) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          // Not all at once: Worker has listeners of its own.
          worker.removeAllListeners('message').removeAllListeners('error');
          worker.unref();
          act();
        };
        worker.ref();
        worker.once('message', ({ part, fault }: Answer) =>
          settle(() => (part === undefined ? reject(new UserError(fault)) : resolve(part))),
        );
        worker.once('error', (cause) =>
          settle(() => reject(new RunError('A thread of the quantiser failed.', { cause }))),
        );
        worker.postMessage({ dtype, bytes }, [bytes.buffer]);
      }),
    terminate: () => void worker.terminate(),
  };
}
