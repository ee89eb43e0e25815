import { parentPort } from 'node:worker_threads';
import { nf4Buffers, quantiseNf4Bytes } from '../formats/nf4.ts';
import { messageOf } from '../lib/errors.ts';
import type { QuantiseJob } from '../run/quantisePool.ts';

/** One thread of the quantiser: a matrix in, its codes and scales out. */
parentPort?.on('message', ({ dtype, bytes, shape, options }: QuantiseJob) => {
  try {
    const tensor = quantiseNf4Bytes(dtype, bytes, shape, options);
    parentPort?.postMessage({ tensor, buffer: bytes.buffer }, [bytes.buffer, ...nf4Buffers(tensor)]);
  } catch (error) {
    parentPort?.postMessage({ fault: messageOf(error) });
  }
});
