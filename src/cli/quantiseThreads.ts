import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { RunError, UserError } from '../lib/errors.ts';
import {
  createQuantisePool,
  type QuantisePool,
  type QuantiseResult,
  type QuantiseThread,
} from '../run/quantisePool.ts';

/** One quantises as fast as files are read; the others keep up where cores are slow or shared (1B on two cores: 3.9 s with 1, 3.2 s with 2 or 3). */
const MOST_THREADS = 3;

/** A quantiser beside this thread. From sources (tests) there is no built worker, and this thread does the work. */
export function cliQuantisePool(): QuantisePool {
  const script = new URL('./quantise.worker.js', import.meta.url);
  const threads = existsSync(fileURLToPath(script)) ? Math.min(availableParallelism(), MOST_THREADS) : 0;
  return createQuantisePool(() => quantiseThread(script), threads);
}

type Answer = (QuantiseResult & { readonly fault?: never }) | { readonly fault: string };

export function quantiseThread(script: URL): QuantiseThread {
  const worker = new Worker(script);
  worker.unref();
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          // Not all at once: Worker has listeners of its own.
          worker.removeAllListeners('message').removeAllListeners('error');
          worker.unref();
          act();
        };
        worker.ref();
        worker.once('message', (answer: Answer) =>
          settle(() => (answer.fault === undefined ? resolve(answer) : reject(new UserError(answer.fault)))),
        );
        worker.once('error', (cause) =>
          settle(() => reject(new RunError('A thread of the quantiser failed.', { cause }))),
        );
        worker.postMessage(job, [job.bytes.buffer]);
      }),
    terminate: () => void worker.terminate(),
  };
}
