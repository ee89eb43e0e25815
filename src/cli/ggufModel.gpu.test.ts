import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tools/testing/gpu.ts';
import { createEngine } from '../engine/engine.ts';
import { type GpuContext, openGpu } from '../engine/gpu/device.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import type { TokenRow } from '../engine/types.ts';
import { demoGguf } from '../hub/testing/demoGguf.ts';
import { openModelArgument } from './diskModel.ts';
import { fakeIo } from './testing/fakeIo.ts';

const ids = Uint32Array.from({ length: 24 }, (_, i) => (i * 37) % 2048);
const rows: TokenRow[] = [{ ids, supervised: new Uint8Array(24).fill(1) }];

let gpu: GpuContext;
const io = fakeIo();
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  writeFileSync(join(io.cwd, 'mini.gguf'), demoGguf());
});
afterAll(() => {
  gpu.destroy();
  io.remove();
});

/** Loss and greedy answer of a model in NF4. */
async function measure(spec: string) {
  const model = await openModelArgument(spec, io);
  const engine = await createEngine(gpu, {
    config: parseModelConfig(model.configJson),
    source: model.tensors,
    quantisation: { kind: 'nf4', doubleQuant: true },
    lora: null,
    seed: 0,
    capacity: { tokens: 24, context: 32 },
    checkpointing: 'off',
    training: false,
  });
  const [loss] = await engine.losses(rows, { adapter: false });
  const { ids: answer } = await engine.generate({ prompt: ids, maxNewTokens: 4, stopIds: [], adapter: false });
  engine.destroy();
  return { loss, answer };
}

describe('--model FILE.gguf', () => {
  it('gives the same bits as the folder that the file was made from', async () => {
    const fromFolder = await measure('mini');
    expect(fromFolder.loss?.tokens).toBe(23);
    expect(fromFolder.answer.length).toBe(4);
    expect(await measure('mini.gguf')).toEqual(fromFolder);
  });
});
