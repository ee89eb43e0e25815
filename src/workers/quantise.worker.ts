import { nf4Buffers, quantiseNf4Bytes } from '../formats/nf4.ts';
import { messageOf } from '../lib/errors.ts';
import type { QuantiseJob } from '../run/quantisePool.ts';
import { reportTraffic } from './traffic.ts';

/** One thread of the quantiser: a matrix in, its codes and scales out. */
self.addEventListener('message', ({ data: { dtype, bytes, shape, options } }: MessageEvent<QuantiseJob>) => {
  try {
    const tensor = quantiseNf4Bytes(dtype, bytes, shape, options);
    self.postMessage({ tensor, buffer: bytes.buffer }, { transfer: [bytes.buffer, ...nf4Buffers(tensor)] });
  } catch (error) {
    self.postMessage({ fault: messageOf(error) });
  }
});
reportTraffic();
