import { beforeAll, describe, expect, test } from 'vitest';
import { slice } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import { crossEntropy } from './crossEntropy.ts';
import { type Domain, ROWS } from './domain.ts';
import { opCase, poison } from './testing/opCase.ts';
import { openOpGpu } from './testing/opGpu.ts';
import { integers, normals } from './testing/randomData.ts';
import { bindCase } from './testing/runCase.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openOpGpu();
});

test('150 rows in chunks of 64 give the bits of one pass over all rows', async () => {
  const rows = 150;
  const vocabulary = 259;
  const stride = 260;
  const data = {
    targets: integers(rows, vocabulary, 1),
    logits: normals(rows * stride, 2, 3),
    first: poison(64 * stride),
    second: poison(64 * stride),
    third: poison(64 * stride),
    rowLoss: poison(rows),
  };
  data.first.set(data.logits.subarray(0, 64 * stride));
  data.second.set(data.logits.subarray(64 * stride, 128 * stride));
  data.third.set(data.logits.subarray(128 * stride));
  const frame = { tokens: 400, rows, count: 150 };
  const run = async (chunks: readonly (readonly ['logits' | 'first' | 'second' | 'third', Domain, number])[]) => {
    const bound = await bindCase(
      gpu,
      opCase({
        name: 'chunks',
        frame,
        data,
        expected: () => ({}),
        record: (plan, b) => {
          for (const [buffer, domain, begin] of chunks) {
            const io = { targets: slice(b.targets, begin), logits: b[buffer], rowLoss: slice(b.rowLoss, begin) };
            crossEntropy(plan, { domain, vocabulary, stride, backward: true }, io);
          }
        },
      }),
    );
    await bound.run(frame);
    const losses = [...(await bound.read('rowLoss'))];
    const dz: number[] = [];
    for (const [buffer] of chunks) dz.push(...(await bound.read(buffer)));
    await bound.close();
    return { losses, dz: dz.slice(0, rows * stride) };
  };
  const chunk = (begin: number): Domain => ({ kind: 'chunk', begin, size: 64 });
  const whole = await run([['logits', ROWS, 0]]);
  const pieces = await run([
    ['first', chunk(0), 0],
    ['second', chunk(64), 64],
    ['third', chunk(128), 128],
  ]);
  expect(pieces).toEqual(whole);
});

describe('a class that is almost certain', () => {
  // p = 1 - 3e-6: 1 - p in f32 would have 2 digits left.
  const logits = normals(300, 4, 0.1);
  logits[77] = 18.5;
  const certain = opCase({
    name: 'p -> 1',
    frame: { tokens: 1, rows: 1, count: 1 },
    data: { targets: Uint32Array.of(77), logits, rowLoss: poison(1) },
    record: (plan, b) =>
      crossEntropy(
        plan,
        { domain: ROWS, vocabulary: 300, stride: 300, backward: true },
        { targets: slice(b.targets), logits: b.logits, rowLoss: slice(b.rowLoss) },
      ),
    expected: () => ({}),
  });
  const others = logits.reduce((sum, z, i) => (i === 77 ? sum : sum + Math.exp(z - 18.5)), 0);
  const gradient = -others / (1 + others);

  test('has a gradient of the right sign and within 1e-2 of its size', async () => {
    const bound = await bindCase(gpu, certain);
    await bound.run(certain.frame);
    const dz = await bound.read('logits');
    await bound.close();
    expect(gradient).toBeGreaterThan(-1e-5);
    expect(dz[77]).toBeLessThan(0);
    expect(Math.abs(dz[77] / gradient - 1)).toBeLessThan(1e-2);
  });

  test('would not with p - 1', async () => {
    const bound = await bindCase(gpu, certain, {
      text: ['-others * scale', 'exp(zTruth - top) * scale - frame.invCount'],
    });
    await bound.run(certain.frame);
    const dz = await bound.read('logits');
    await bound.close();
    expect(Math.abs(dz[77] / gradient - 1)).toBeGreaterThan(1e-2);
  });
});
