import { parentPort } from 'node:worker_threads';
import { quantiseNf4Part } from '../formats/nf4.ts';
import { messageOf } from '../lib/errors.ts';
import type { QuantiseJob } from '../run/quantisePool.ts';

/** One thread of the quantiser: a part of a matrix in, its codes and scales out. */
parentPort?.on('message', ({ dtype, bytes }: QuantiseJob) => {
  try {
    const part = quantiseNf4Part(dtype, bytes);
    parentPort?.postMessage({ part }, [part.packed.buffer, part.absmax.buffer]);
  } catch (error) {
    parentPort?.postMessage({ fault: messageOf(error) });
  }
});
