import { afterEach, expect, it } from 'vitest';
import type { QuantiseThread } from '../run/quantisePool.ts';
import { quantiseThread } from './quantiseThreads.ts';

/** Answers as quantise.worker.ts does; the built one exists only after a build. */
const script = (body: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ bytes }) => { ${body} });`)}`,
  );
const ANSWER = 'parentPort.postMessage({ tensor: { nested: null }, buffer: bytes.buffer }, [bytes.buffer])';
let thread: QuantiseThread | null = null;
afterEach(() => thread?.terminate());
const job = (length: number) => ({
  dtype: 'F32' as const,
  bytes: new Uint8Array(length),
  shape: [1, length / 4] as const,
  options: { doubleQuant: false },
});

it('does one job after another', async () => {
  thread = quantiseThread(script(ANSWER));
  for (const length of [4, 8, 12]) expect((await thread.run(job(length))).buffer.byteLength).toBe(length);
});

it('says what the quantiser refused, and that a thread died', async () => {
  thread = quantiseThread(script(`parentPort.postMessage({ fault: 'a weight is not a finite number' })`));
  await expect(thread.run(job(4))).rejects.toThrow('a weight is not a finite number');
  thread.terminate();
  thread = quantiseThread(script(`throw new Error('x')`));
  await expect(thread.run(job(4))).rejects.toThrow('A thread of the quantiser failed.');
});
