import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { createEngine } from '../engine.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { tinyParams } from '../testing/tinyModel.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});
afterAll(() => gpu.destroy());

/** Opens the tiny model with one of its tensors changed. */
function openWith(tensor: string, change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) {
  const params = tinyParams({ training: false });
  const read = async (name: string) => {
    const bytes = await params.source.read(name);
    return name === tensor ? change(bytes.slice()) : bytes;
  };
  return createEngine(gpu, { ...params, source: { ...params.source, read } });
}

// All bits set is NaN in f32, f16 and bf16.
const withNaN = (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(0xff, bytes.length - 4);

test.each(['model.embed_tokens.weight', 'model.layers.1.input_layernorm.weight', 'model.layers.0.mlp.up_proj.weight'])(
  'a weight that is not finite is refused, its tensor named: %s',
  async (tensor) => {
    await expect(openWith(tensor, withNaN)).rejects.toThrow(
      `${tensor}: a weight is not a finite number. Download the model again.`,
    );
  },
);

test('a tensor that came short is refused, named with both sizes', async () => {
  await expect(openWith('model.norm.weight', (bytes) => bytes.slice(4))).rejects.toThrow(
    /^model\.norm\.weight: \d+ bytes were read, its shape needs \d+\. Download/,
  );
});
