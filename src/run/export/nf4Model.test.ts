import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../../engine/model/config.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { openCheckpoint } from '../../hub/checkpoint.ts';
import { fileMapModel } from '../../hub/fileMapModel.ts';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { prequantisedSource } from '../../hub/prequantised.ts';
import { nf4Config, nf4WeightFile } from './nf4Model.ts';

const golden = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../engine/testing/golden/qwen3/${name}`, import.meta.url)));

async function sourceOf(bytes: Uint8Array) {
  const files = fileMapModel(new Map([['model.safetensors', bytes]]), 'm');
  return (await openCheckpoint(files, new Set(['model.safetensors']))).source;
}

/** A model without a tokenizer: the golden checkpoints have none. */
async function model(bytes: Uint8Array, stored: boolean): Promise<LoadedModel> {
  const source = await sourceOf(bytes);
  return {
    ...{ id: 'm', configJson: JSON.parse(new TextDecoder().decode(golden('config.json'))), generationConfig: null },
    ...{ tokenizerJson: null, tokenizerConfig: null, chatTemplate: null, readme: null, licence: null, sizeBytes: 0 },
    tensors: stored ? await prequantisedSource(source, 'm') : source,
    storedNf4: stored ? { doubleQuant: true } : null,
  };
}

async function write(loaded: LoadedModel, doubleQuant: boolean): Promise<Uint8Array> {
  const file = nf4WeightFile(loaded, doubleQuant, 'model.safetensors');
  const parts: Uint8Array[] = [];
  for await (const chunk of file.chunks()) parts.push(chunk);
  const bytes = new Uint8Array(Buffer.concat(parts));
  expect(bytes.length).toBe(file.sizeBytes);
  return bytes;
}

describe('nf4WeightFile', () => {
  it('saves a checkpoint of bitsandbytes with the bytes it was loaded from', async () => {
    const stored = golden('prequantised/model.safetensors');
    expect(Buffer.compare(await write(await model(stored, true), true), stored)).toBe(0);
  });

  it('quantises a checkpoint to the tensors that bitsandbytes stores, and reads them back', async () => {
    const written = await write(await model(golden('model.safetensors'), false), true);
    const expected = readSafetensors(golden('prequantised/model.safetensors')).tensors;
    const actual = readSafetensors(written).tensors;
    expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, tensor] of expected) {
      const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes).trimEnd();
      if (name.endsWith('__nf4')) expect(text(actual.get(name)?.bytes)).toBe(text(tensor.bytes));
      else expect(actual.get(name), name).toEqual(tensor);
    }
    const source = await prequantisedSource(await sourceOf(written), 'm');
    expect(source.doubleQuant).toBe(true);
    for (const { begin, dtype } of entries(written)) if (dtype === 'F32') expect(begin % 4).toBe(0);
  });

  it('stores scales in f32 without double quantisation', async () => {
    const written = await write(await model(golden('model.safetensors'), false), false);
    const source = await prequantisedSource(await sourceOf(written), 'm');
    expect(source.doubleQuant).toBe(false);
    const tensor = await source.readNf4('model.layers.1.mlp.up_proj.weight', { doubleQuant: false });
    expect([tensor.nested, tensor.absmax.length]).toEqual([null, (64 * 128) / 64]);
  });

  it('has the configuration that transformers writes, but for what belongs to 8 bits', () => {
    const config = JSON.parse(new TextDecoder().decode(golden('prequantised/config.json')));
    expect(config.quantization_config).toMatchObject(nf4Config(true));
    expect(parseModelConfig(config)).toEqual(
      parseModelConfig(JSON.parse(new TextDecoder().decode(golden('config.json')))),
    );
  });
});

function entries(file: Uint8Array): { begin: number; dtype: string }[] {
  const { tensors } = readSafetensors(file);
  return [...tensors.values()].map(({ bytes, dtype }) => ({ begin: bytes.byteOffset - file.byteOffset, dtype }));
}
