import { describe, expect, it } from 'vitest';
import { f32ToBf16 } from '../formats/floats.ts';
import { nf4PartBounds, quantiseNf4Bytes, quantiseNf4Part } from '../formats/nf4.ts';
import { RunError } from '../lib/errors.ts';
import { laterRefusal } from '../text/testing/refusal.ts';
import { createQuantisePool, pooledSource, type QuantiseThread } from './quantisePool.ts';

const SHAPE = [1030, 700] as const; // 721,000 weights: no whole number of blocks, and parts of unequal size
const values = Float32Array.from({ length: SHAPE[0] * SHAPE[1] }, (_, i) => Math.sin(i) * (1 + (i % 977) / 100));
const bytes = new Uint8Array(f32ToBf16(values).buffer);

const started: number[] = [];
const inline = (): QuantiseThread => ({
  run: async ({ dtype, bytes: part }) => {
    started.push(part.length);
    return quantiseNf4Part(dtype, part);
  },
  terminate: () => void started.push(-1),
});
const pool = (threads: number) => createQuantisePool(inline, threads);

describe('createQuantisePool', () => {
  it.each([2, 3, 7])('%i threads give the bits of one', async (threads) => {
    for (const doubleQuant of [true, false]) {
      const expected = quantiseNf4Bytes('BF16', bytes, SHAPE, { doubleQuant });
      const actual = await pool(threads).quantise('BF16', bytes, SHAPE, { doubleQuant });
      expect(Buffer.compare(actual.packed, expected.packed)).toBe(0);
      expect(Buffer.compare(new Uint8Array(actual.absmax.buffer), new Uint8Array(expected.absmax.buffer))).toBe(0);
      expect(actual.nested?.offset).toBe(expected.nested?.offset);
      expect(actual.shape).toEqual(SHAPE);
    }
  });

  it('cuts at whole blocks and bytes, all weights once', () => {
    for (const n of [1, 127, 128, 721_000]) {
      const bounds = nf4PartBounds(n, 5);
      expect([bounds[0], bounds.at(-1), bounds.length]).toEqual([0, n, 6]);
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
      for (const bound of bounds) expect(bound === n || bound % 128 === 0).toBe(true);
    }
  });

  it('does small matrices itself, and ends its threads', async () => {
    started.length = 0;
    const two = pool(2);
    await two.quantise('F32', new Uint8Array(4 * 64), [1, 64], { doubleQuant: false });
    expect(started).toEqual([]);
    await two.quantise('BF16', bytes, SHAPE, { doubleQuant: false });
    two.close();
    expect(started.slice(-2)).toEqual([-1, -1]);
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

  it('names the tensor that is damaged, cut or unknown', async () => {
    const broken = bytes.slice();
    broken.fill(255, 1000, 1002);
    const read = (value: Uint8Array<ArrayBuffer>, name = 'w') =>
      pooledSource({ ...source, read: async () => value }, pool(2)).readNf4?.(name, { doubleQuant: true });
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
