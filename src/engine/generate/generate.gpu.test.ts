import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { createEngine, type Engine } from '../engine.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { tinyParams, tinyRows } from '../testing/tinyModel.ts';

let gpu: GpuContext;
let engine: Engine;
const prompt = (tinyRows(1)[0]?.ids ?? new Uint32Array()).slice(0, 8);

beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  engine = await createEngine(gpu, tinyParams({ capacity: { tokens: 24, context: 20 }, training: false, trace: true }));
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
