import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from './main.ts';
import { type FakeIo, fakeIo } from './testing/fakeIo.ts';

// The shape of what is printed; the figures of a software GPU mean nothing.
let io: FakeIo;
beforeEach(() => {
  // This process has SwiftShader's environment already (vitest.config.ts).
  io = { ...fakeIo(), env: { TABTUNE_SOFTWARE_GPU: '1' } };
});
afterEach(() => io.remove());

async function linesOf(...argv: string[]): Promise<Record<string, unknown>[]> {
  expect(await main(['bench', ...argv, '--device', 'software', '--json'], io)).toBe(0);
  return io.stdout
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const positive = (value: unknown) => {
  expect(value).toBeTypeOf('number');
  expect(value as number).toBeGreaterThan(0);
  expect(Number.isFinite(value)).toBe(true);
};

describe('bench prints JSON lines, the roof first', () => {
  it('attention, forward and backward of each length', async () => {
    const [roof, ...lines] = await linesOf('attention', '--tokens', '4,8', '--heads', '6x2', '--batch-size', '2');
    expect(roof).toMatchObject({ bench: 'roof' });
    for (const key of ['tflops', 'copyGBs', 'launchUs']) positive(roof?.[key]);
    expect(lines.map(({ tokens, direction }) => [tokens, direction])).toEqual([
      [4, 'forward'],
      [4, 'backward'],
      [8, 'forward'],
      [8, 'backward'],
    ]);
    for (const line of lines) {
      for (const key of ['ms', 'tflops', 'roofShare']) positive(line[key]);
      expect(line['roofShare']).toBeCloseTo((line['tflops'] as number) / (roof?.['tflops'] as number), 10);
    }
  });

  it('ops, each with the bytes that it must move', async () => {
    const [roof, ...lines] = await linesOf('ops', '--tokens', '2');
    expect(lines.map(({ op, bytes }) => [op, bytes])).toEqual([
      ['rmsNormForward', 4 * (2 * 2 * 2048 + 2048 + 2)],
      ['rmsNormBackward', 4 * (4 * 2 * 2048 + 2048 + 2)],
      ['swigluForward', 4 * 3 * 2 * 8192],
      ['swigluBackward', 4 * 5 * 2 * 8192],
      ['rope', 4 * (2 * 2 * 2048 + 2 * 64 + 2)],
      ['adamW', 4 * 7 * 2 * 2048],
    ]);
    for (const line of lines) {
      positive(line['gbs']);
      expect(line['copyShare']).toBeCloseTo((line['gbs'] as number) / (roof?.['copyGBs'] as number), 10);
    }
  });

  it('matmul, NF4 as a share of the dense product', async () => {
    const lines = await linesOf('matmul', '--size', '8x16x64', '--variant', 'register');
    expect(lines.slice(1).map(({ weight, direction }) => [weight, direction])).toEqual([
      ['f32', 'forward'],
      ['f32', 'backward'],
      ['nf4', 'forward'],
      ['nf4', 'backward'],
    ]);
    const [, f32, , nf4] = lines;
    expect(f32).not.toHaveProperty('ofDense');
    expect(nf4?.['ofDense']).toBeCloseTo((nf4?.['tflops'] as number) / (f32?.['tflops'] as number), 10);
  });

  it('step, one line for each combination of the lists', async () => {
    const lines = await linesOf(
      ...['step', '--model', 'mini', '--steps', '1', '--grad-accum', '1', '--batch-size', '1'],
      ...['--tokens', '4,8', '--rank', '2', '--layers', '1'],
    );
    expect(lines.slice(1).map(({ tokensPerRow, rank, layers }) => [tokensPerRow, rank, layers])).toEqual([
      [4, 2, 1],
      [8, 2, 1],
    ]);
    for (const line of lines.slice(1)) {
      for (const key of ['tokensPerSec', 'tflops', 'roofShare', 'peakBytes']) positive(line[key]);
      const split = line['split'] as Record<string, unknown>;
      for (const key of ['dispatches', 'encodeMs', 'submitMs', 'gpuMs']) positive(split[key]);
    }
  });
});
