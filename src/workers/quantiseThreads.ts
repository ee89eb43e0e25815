import { RunError, UserError } from '../lib/errors.ts';
import {
  createQuantisePool,
  type QuantisePool,
  type QuantiseResult,
  type QuantiseThread,
} from '../run/quantisePool.ts';
import quantiseWorkerUrl from './quantise.worker.ts?worker&url';
import { spawnWorker } from './spawn.ts';
import type { TrafficReport } from './trafficApi.ts';

/** As on the command line (cli/quantiseThreads.ts). */
const MOST_THREADS = 3;

let pool: QuantisePool | null = null;

/** The quantiser beside this worker; its threads start with the first large matrices and stay. */
export function workerQuantisePool(): QuantisePool {
  pool ??= createQuantisePool(quantiseThread, Math.min(navigator.hardwareConcurrency, MOST_THREADS));
  return pool;
}

/** What a thread says: what came of its job, or what it asked for. */
type Said =
  | (QuantiseResult & { readonly fault?: never; readonly requests?: never })
  | { readonly tensor?: never; readonly fault: string; readonly requests?: never }
  | (TrafficReport & { readonly tensor?: never; readonly fault?: never });

function quantiseThread(): QuantiseThread {
  const worker = spawnWorker(quantiseWorkerUrl, 'quantise');
  // Passed on to the page, which hears this worker only.
  worker.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.requests !== undefined) self.postMessage(data);
  });
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<Said>) => {
          if (data.tensor !== undefined) resolve(data);
          else if (data.fault !== undefined) reject(new UserError(data.fault));
        };
        worker.onerror = (event) => reject(new RunError(`A thread of the quantiser failed: ${event.message}`));
        worker.postMessage(job, { transfer: [job.bytes.buffer] });
      }),
    terminate: () => worker.terminate(),
  };
}
