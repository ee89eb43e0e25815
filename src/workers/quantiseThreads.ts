import type { Nf4Part } from '../formats/nf4.ts';
import { RunError, UserError } from '../lib/errors.ts';
import { createQuantisePool, type QuantisePool, type QuantiseThread } from '../run/quantisePool.ts';
import quantiseWorkerUrl from './quantise.worker.ts?worker&url';

/** One core is left to the page. */
const MOST_THREADS = 8;

let pool: QuantisePool | null = null;

/** The quantiser of this worker on all cores; its threads start with the first large matrix and stay. */
export function workerQuantisePool(): QuantisePool {
  pool ??= createQuantisePool(quantiseThread, Math.min(navigator.hardwareConcurrency, MOST_THREADS));
  return pool;
}

type Answer = { readonly part: Nf4Part; readonly fault?: never } | { readonly part?: never; readonly fault: string };

/** From a blob: address, so that the page's security policy holds for it too (client.ts). */
function quantiseThread(): QuantiseThread {
  const script = `import ${JSON.stringify(new URL(quantiseWorkerUrl, self.location.href).href)};`;
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(address, { type: 'module', name: 'quantise' });
  return {
    run: ({ dtype, bytes }) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data: { part, fault } }: MessageEvent<Answer>) =>
          part === undefined ? reject(new UserError(fault)) : resolve(part);
        worker.onerror = (event) => reject(new RunError(`A thread of the quantiser failed: ${event.message}`));
        worker.postMessage({ dtype, bytes }, { transfer: [bytes.buffer] });
      }),
    terminate: () => worker.terminate(),
  };
}
