import { describe, expect, it } from 'vitest';
import { f32ToBf16 } from '../formats/floats.ts';
import { type Nf4Tensor, nf4Buffers, quantiseNf4Bytes } from '../formats/nf4.ts';
import { RunError } from '../lib/errors.ts';
import { laterRefusal } from '../text/testing/refusal.ts';
import { createQuantisePool, pooledSource, type QuantiseThread } from './quantisePool.ts';

const SHAPE = [1030, 700] as const; // 721,000 weights: no whole number of blocks, and parts of unequal size
const values = Float32Array.from({ length: SHAPE[0] * SHAPE[1] }, (_, i) => Math.sin(i) * (1 + (i % 977) / 100));
const bytes = new Uint8Array(f32ToBf16(values).buffer);

/** All of a tensor as one text: comparing arrays number by number takes seconds. */
const textOf = (tensor: Nf4Tensor | undefined) =>
  tensor &&
  [
    tensor.shape.join(),
    tensor.nested?.offset,
    ...nf4Buffers(tensor).map((b) => Buffer.from(b).toString('base64')),
  ].join();

/** Takes buffers away as a real thread does, and answers in the next turn. */
let working = 0;
let most = 0;
let ended = 0;
const inline = (): QuantiseThread => ({
  run: async ({ dtype, bytes: given, shape, options }) => {
    most = Math.max(most, ++working);
    const own = structuredClone(given, { transfer: [given.buffer] });
    const tensor = quantiseNf4Bytes(dtype, own, shape, options);
    await new Promise((resolve) => setTimeout(resolve));
    working--;
    return structuredClone({ tensor, buffer: own.buffer }, { transfer: [own.buffer, ...nf4Buffers(tensor)] });
  },
  terminate: () => void ended++,
});
const pool = (threads: number) => createQuantisePool(inline, threads);
const job = (doubleQuant: boolean) =>
  ({ dtype: 'BF16', bytes: bytes.slice(), shape: SHAPE, options: { doubleQuant } }) as const;

describe('createQuantisePool', () => {
  it.each([0, 1, 3])('%i threads give the bits of none, in the order of the jobs', async (threads) => {
    most = 0;
    const several = pool(threads);
    const answers = await Promise.all([true, false, true, false, true].map((dq) => several.quantise(job(dq))));
    for (const [i, { tensor, buffer }] of answers.entries()) {
      expect(textOf(tensor) === textOf(quantiseNf4Bytes('BF16', bytes, SHAPE, { doubleQuant: i % 2 === 0 }))).toBe(
        true,
      );
      expect(buffer.byteLength).toBe(bytes.length);
    }
    expect(most).toBe(threads);
  });

  it('does small matrices itself, and ends the threads that it started', async () => {
    most = 0;
    ended = 0;
    const three = pool(3);
    await three.quantise({
      dtype: 'F32',
      bytes: new Uint8Array(4 * 64),
      shape: [1, 64],
      options: { doubleQuant: false },
    });
    expect(most).toBe(0);
    await three.quantise(job(false));
    await three.quantise(job(false));
    three.close();
    expect([most, ended]).toEqual([1, 1]);
  });

  it('goes on with the next job after one that was refused', async () => {
    const one = pool(1);
    const broken = job(true);
    broken.bytes.fill(255);
    const [refused, done] = await Promise.allSettled([one.quantise(broken), one.quantise(job(true))]);
    expect([refused.status, done.status]).toEqual(['rejected', 'fulfilled']);
  });
});

describe('pooledSource', () => {
  const source = {
    tensors: [{ name: 'w', dtype: 'BF16' as const, shape: SHAPE }],
    read: async () => bytes.slice(),
  };
  it('gives matrices in NF4', async () => {
    const quantised = await pooledSource(source, pool(2)).readNf4?.('w', { doubleQuant: true });
    expect(quantised?.absmax).toEqual(quantiseNf4Bytes('BF16', bytes, SHAPE, { doubleQuant: true }).absmax);
  });

  it('reads into the buffers of those that are done, until it is told to let go', async () => {
    const given: (number | undefined)[] = [];
    const reading = pooledSource(
      {
        ...source,
        read: async (_name, _signal, into) => {
          given.push(into?.byteLength);
          const target = into === undefined ? new Uint8Array(bytes.length) : new Uint8Array(into, 0, bytes.length);
          target.set(bytes);
          return target;
        },
      },
      pool(2),
    );
    const expected = textOf(quantiseNf4Bytes('BF16', bytes, SHAPE, { doubleQuant: true }));
    const read = async () => textOf(await reading.readNf4?.('w', { doubleQuant: true })) === expected;
    expect(await Promise.all([read(), read()])).toEqual([true, true]);
    expect(await Promise.all([read(), read(), read()])).toEqual([true, true, true]);
    expect(given).toEqual([undefined, undefined, bytes.length, bytes.length, undefined]);
    reading.release?.();
    await read();
    expect(given.at(-1)).toBeUndefined();
  });

  it('leaves bytes alone that share their buffer with others', async () => {
    const shared = new Uint8Array(bytes.length + 8);
    shared.set(bytes, 8);
    const reading = pooledSource({ ...source, read: async () => shared.subarray(8) }, pool(1));
    await reading.readNf4?.('w', { doubleQuant: true });
    expect(shared.byteLength).toBe(bytes.length + 8);
  });

  it('names the tensor that is damaged, cut or unknown', async () => {
    const broken = bytes.slice();
    broken.fill(255, 1000, 1002);
    const read = (value: Uint8Array<ArrayBuffer>, name = 'w') =>
      pooledSource({ ...source, read: async () => value.slice() }, pool(2)).readNf4?.(name, { doubleQuant: true });
    expect(await laterRefusal(read(broken) as Promise<unknown>)).toContain('w: a weight is not a finite number');
    expect(await laterRefusal(read(bytes.slice(0, 64)) as Promise<unknown>)).toContain(
      'tensor "w": 64 bytes were read',
    );
    expect(await laterRefusal(read(bytes, 'x') as Promise<unknown>)).toContain('tensor "x": is no matrix of floats');
  });

  it('passes on what a dying thread says', async () => {
    const dying = createQuantisePool(
      () => ({ run: () => Promise.reject(new RunError('gone')), terminate: () => undefined }),
      2,
    );
    await expect(pooledSource(source, dying).readNf4?.('w', { doubleQuant: true })).rejects.toThrow('gone');
  });
});
