import { quantiseNf4Part } from '../formats/nf4.ts';
import { messageOf } from '../lib/errors.ts';
import type { QuantiseJob } from '../run/quantisePool.ts';
import { reportTraffic } from './traffic.ts';

/** One thread of the quantiser: a part of a matrix in, its codes and scales out. */
self.addEventListener('message', ({ data: { dtype, bytes } }: MessageEvent<QuantiseJob>) => {
  try {
    const part = quantiseNf4Part(dtype, bytes);
    self.postMessage({ part }, { transfer: [part.packed.buffer, part.absmax.buffer] });
  } catch (error) {
    self.postMessage({ fault: messageOf(error) });
  }
});
reportTraffic();
