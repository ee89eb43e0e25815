import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { mixSeeds } from '../../lib/random.ts';
import { createEngine, type Engine } from '../engine.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { sampleRef } from '../ops/sample.ref.ts';
import { drawWords } from '../ops/sample.ts';
import { tinyParams, tinyRows } from '../testing/tinyModel.ts';

let gpu: GpuContext;
let engine: Engine;
const prompt = (tinyRows(1)[0]?.ids ?? new Uint32Array()).slice(0, 8);

beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  engine = await createEngine(
    gpu,
    tinyParams({ capacity: { tokens: 24, context: 20, sequences: 3 }, training: false, trace: true, sampling: true }),
  );
  // An adapter that does something.
  engine.writeAdapter(
    (await engine.readAdapter()).map((t) => ({
      ...t,
      data: t.data.map((x, i) => x + 0.05 * Math.sin(i)) as Float32Array<ArrayBuffer>,
    })),
  );
}, 120_000);
afterAll(() => {
  engine.destroy();
  gpu.destroy();
});

/** Greedy by whole forward passes: what the cache must reproduce. */
async function greedyWithoutCache(adapter: boolean, count: number): Promise<number[]> {
  const ids = [...prompt];
  for (let n = 0; n < count; n++) {
    const { logits } = await engine.trace(
      [{ ids: Uint32Array.from(ids), supervised: new Uint8Array(ids.length) }],
      adapter,
    );
    const last = (logits[0] as Float32Array).subarray((ids.length - 1) * 259);
    ids.push(last.indexOf(Math.max(...last)));
  }
  return ids.slice(prompt.length);
}

test('the KV cache gives the tokens of whole forward passes, base and tuned', async () => {
  for (const adapter of [false, true]) {
    const wanted = await greedyWithoutCache(adapter, 10);
    const streamed: number[] = [];
    const { ids, stop } = await engine.generate({
      prompt,
      maxNewTokens: 10,
      stopIds: [],
      adapter,
      onToken: (id) => streamed.push(id),
    });
    expect(ids).toEqual(wanted);
    expect(streamed).toEqual(wanted);
    expect(stop).toBe('length');
  }
});

const SAMPLING = { temperature: 0.8, topP: 0.95, seed: 5 };

/** Drawn by the reference from the logits of whole forward passes. */
async function drawnWithoutCache(sequence: number, count: number): Promise<number[]> {
  const ids = [...prompt];
  for (let n = 0; n < count; n++) {
    const row = { ids: Uint32Array.from(ids), supervised: new Uint8Array(ids.length) };
    const { logits } = await engine.trace([row], true);
    const last = (logits[0] as Float32Array).subarray((ids.length - 1) * 259);
    const { temperature, topP, seed } = SAMPLING;
    const [key = 0] = drawWords(SAMPLING, sequence, ids.length);
    expect(key).toBe(mixSeeds(seed, sequence));
    ids.push(sampleRef(last, { key, position: ids.length, temperature, topP }));
  }
  return ids.slice(prompt.length);
}

test('drawn tokens are those that the reference draws from the logits, for each sequence from its own stream', async () => {
  const request = { stopIds: [], adapter: true, sampling: SAMPLING };
  const alone = await engine.generate({ ...request, prompt, maxNewTokens: 10 });
  expect(alone.ids).toEqual(await drawnWithoutCache(0, 10));
  // Four copies of the prompt in three places of the cache: other streams, other answers, the first as alone.
  const prompts = Array.from({ length: 4 }, () => ({ ids: prompt, maxNewTokens: 10 }));
  const together = await engine.generateBatch({ ...request, prompts });
  expect(together[0]).toEqual(alone);
  expect(new Set(together.map(({ ids }) => ids.join())).size).toBe(4);
  const other = { ...SAMPLING, seed: 6 };
  expect(await engine.generate({ ...request, prompt, maxNewTokens: 10, sampling: other })).not.toEqual(alone);
  const cold = { ...SAMPLING, temperature: 0 };
  expect(await engine.generate({ ...request, prompt, maxNewTokens: 10, sampling: cold })).toEqual(
    await engine.generate({ prompt, maxNewTokens: 10, stopIds: [], adapter: true }),
  );
});

test('a stop token ends the answer and is not part of it', async () => {
  const { ids } = await engine.generate({ prompt, maxNewTokens: 10, stopIds: [], adapter: true });
  const stopId = ids[3] as number;
  const cut = await engine.generate({ prompt, maxNewTokens: 10, stopIds: [stopId], adapter: true });
  expect(cut).toEqual({ ids: ids.slice(0, ids.indexOf(stopId)), stop: 'stop' });
});

test('the end of the context ends the answer; a prompt that fills it is refused', async () => {
  const { ids, stop } = await engine.generate({ prompt, maxNewTokens: 100, stopIds: [], adapter: false });
  expect([ids.length, stop]).toEqual([12, 'context']);
  await expect(
    engine.generate({ prompt: new Uint32Array(20), maxNewTokens: 1, stopIds: [], adapter: false }),
  ).rejects.toThrow(/20 tokens.*context of 20/);
});

test('many prompts of different lengths, more than fit at once, get the answers that each gets alone', async () => {
  const prompts = [8, 3, 7, 1, 5].map((length, i) => ({
    ids: prompt.slice(0, length),
    maxNewTokens: [9, 40, 1, 4, 12][i] as number,
  }));
  const alone = [];
  for (const { ids, maxNewTokens } of prompts)
    alone.push(await engine.generate({ prompt: ids, maxNewTokens, stopIds: [], adapter: true }));
  const ended: number[] = [];
  const together = await engine.generateBatch({ prompts, stopIds: [], adapter: true, onAnswer: (i) => ended.push(i) });
  expect(together).toEqual(alone);
  expect(ended.toSorted()).toEqual([0, 1, 2, 3, 4]);
  expect(together.map(({ stop }) => stop)).toEqual(['length', 'context', 'length', 'length', 'length']);
});

test('a prompt longer than a pass is read in pieces', async () => {
  const narrow = await createEngine(gpu, tinyParams({ capacity: { tokens: 3, context: 20 }, training: false }));
  narrow.writeAdapter(await engine.readAdapter());
  const request = { prompt, maxNewTokens: 6, stopIds: [], adapter: true };
  expect(await narrow.generate(request)).toEqual(await engine.generate(request));
  narrow.destroy();
});

test('the programs of a GPU, which decode with fewer and larger dispatches, give the same answers', async () => {
  // Tiles, which a GPU takes for long prompts, would be compiled for a minute here.
  const kernels = { 'matmulForward.nf4': 'few', reduction: 'wide' };
  const other = await createEngine(
    gpu,
    tinyParams({ capacity: { tokens: 24, context: 20, sequences: 3 }, training: false, kernels }),
  );
  other.writeAdapter(await engine.readAdapter());
  const prompts = [8, 3, 7].map((length) => ({ ids: prompt.slice(0, length), maxNewTokens: 9 }));
  for (const adapter of [false, true]) {
    const request = { prompts, stopIds: [], adapter };
    expect(await other.generateBatch(request)).toEqual(await engine.generateBatch(request));
  }
  other.destroy();
});
