import { describe, expect, it } from 'vitest';
import type { NamedTensor } from '../engine/types.ts';
import { adapterConfigJson, writeAdapter } from '../formats/peft.ts';
import { zipFiles } from '../formats/zip.ts';
import { readGivenAdapter } from './givenAdapter.ts';

const lora = { rank: 2, alpha: 6, dropout: 0, targets: ['q_proj'], rslora: true } as const;
const tensors: NamedTensor[] = (['A', 'B'] as const).map((side) => ({
  name: `base_model.model.model.layers.0.self_attn.q_proj.lora_${side}.weight`,
  shape: side === 'A' ? [2, 4] : [4, 2],
  data: Float32Array.from({ length: 8 }, (_, i) => i / 8),
}));
const CONFIG = new TextEncoder().encode(adapterConfigJson({ baseModel: 'mini', lora }));
const WEIGHTS = writeAdapter(tensors);

const given = (files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>) => ({
  name: 'mine',
  files: Object.entries(files).map(([path, bytes]) => ({ path, file: new File([bytes], path) })),
});

describe('an adapter of the person', () => {
  const whole = { 'adapter_config.json': CONFIG, 'adapter_model.safetensors': WEIGHTS };
  const inFolder = {
    'run/checkpoint/adapter_config.json': new Uint8Array(),
    ...Object.fromEntries(Object.entries(whole).map(([name, bytes]) => [`run/${name}`, bytes])),
  };
  const zip = zipFiles(Object.entries(whole).map(([name, bytes]) => ({ name, bytes })));

  it.each([
    ['two files', whole],
    ['a folder, the outermost adapter in it', inFolder],
    ['the zip of a run', { 'tabtune.zip': zip }],
  ])('is read out of %s', async (_, files) => {
    const adapter = await readGivenAdapter(given(files));
    expect(adapter).toEqual({ lora, baseModel: 'mini', tensors });
  });

  it.each([
    [{ 'adapter_model.safetensors': WEIGHTS }, 'mine: holds no adapter_config.json. Choose the zip of a run'],
    [{ 'adapter_config.json': CONFIG }, 'mine: holds no adapter_model.safetensors.'],
    [{ 'adapter_config.json': CONFIG, 'adapter_model.bin': CONFIG }, 'is a Python pickle, which can run code'],
    [
      { 'adapter_config.json': WEIGHTS, 'adapter_model.safetensors': WEIGHTS },
      'mine/adapter_config.json: not valid JSON',
    ],
    [{ 'x.zip': CONFIG }, 'mine: not a readable zip file'],
  ])('is refused with what is wrong, %#', async (files, message) => {
    await expect(readGivenAdapter(given(files as Record<string, Uint8Array<ArrayBuffer>>))).rejects.toThrow(message);
  });
});
