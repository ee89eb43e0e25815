import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseModelConfig } from '../../engine/model/config.ts';
import { initialAdapter, layoutAdapter } from '../../engine/model/lora.ts';
import type { LoraSettings, TensorSource } from '../../engine/types.ts';
import { f32ToBf16, f32ToF16, toF32 } from '../../formats/floats.ts';
import { parseGgufHeader } from '../../formats/gguf.ts';
import { parseAdapterConfig, readAdapter } from '../../formats/peft.ts';
import { fileMapModel } from '../../hub/fileMapModel.ts';
import { openGgufModel } from '../../hub/ggufModel.ts';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { openModel } from '../../hub/openModel.ts';
import type { ExportFile } from './exportFile.ts';
import { exportFiles } from './exportFiles.ts';
import type { ExportRequest } from './exportRequest.ts';
import type { AdapterParts } from './mergeAdapter.ts';

const NAMES = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'README.md',
  'model.safetensors',
];
const url = (name: string) => new URL(`../../../public/models/mini/${name}`, import.meta.url);
const lora: LoraSettings = {
  rank: 4,
  alpha: 6,
  dropout: 0.1,
  targets: ['q_proj', 'k_proj', 'down_proj'],
  rslora: true,
};

let model: LoadedModel;
let adapter: AdapterParts;
let request: ExportRequest;
beforeAll(async () => {
  model = await openModel(
    fileMapModel(new Map(NAMES.map((name) => [name, new Uint8Array(readFileSync(url(name)))])), 'mini'),
  );
  const layout = layoutAdapter(parseModelConfig(model.configJson), lora);
  const tensors = initialAdapter(layout, 5).map((tensor) => ({
    ...tensor,
    data: tensor.data.map((value, i) => (tensor.name.includes('lora_B') ? Math.sin(i) / 40 : value)),
  }));
  adapter = { lora, tensors };
  request = {
    ...{ model, adapter, name: 'tuned', dtype: 'auto', maxShardBytes: 5e9, doubleQuant: true },
    forms: ['adapter', 'merged', 'gguf-adapter', 'gguf-f16', 'gguf-q8_0'],
  };
});

async function bytesOf(file: ExportFile): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const chunk of file.chunks()) parts.push(chunk);
  const bytes = new Uint8Array(Buffer.concat(parts));
  expect(bytes.length, file.name).toBe(file.sizeBytes);
  return bytes;
}

async function written(changes: Partial<ExportRequest> = {}): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = exportFiles({ ...request, ...changes });
  return new Map(await Promise.all(files.map(async (file) => [file.name, await bytesOf(file)] as const)));
}

/** W + (6 / sqrt 4) B A of a tensor, in f64. */
async function merged(name: string): Promise<Float64Array> {
  const { dtype } = model.tensors.tensors.find((tensor) => tensor.name === name) ?? { dtype: 'F16' };
  const weight = Float64Array.from(toF32(dtype, await model.tensors.read(name)));
  const part = (side: string) =>
    adapter.tensors.find(
      (tensor) => tensor.name === `base_model.model.${name.replace('.weight', '')}.lora_${side}.weight`,
    );
  const [a, b] = [part('A'), part('B')];
  if (a === undefined || b === undefined) return weight;
  const inFeatures = a.shape[1] as number;
  return weight.map((value, at) => {
    let sum = 0;
    for (let r = 0; r < 4; r++)
      sum +=
        (b.data[Math.floor(at / inFeatures) * 4 + r] as number) *
        (a.data[r * inFeatures + (at % inFeatures)] as number);
    return Math.fround(value + 3 * sum);
  });
}

const bitsOf = async (source: TensorSource, name: string) => new Uint16Array((await source.read(name)).slice().buffer);
/** Vitest takes seconds to compare large typed arrays. */
const expectSame = (actual: ArrayBufferView, expected: ArrayBufferView, name: string) => {
  const bytes = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  expect(Buffer.compare(bytes(actual), bytes(expected)), name).toBe(0);
};
const folderOf = (files: ReadonlyMap<string, Uint8Array>, folder: string) =>
  fileMapModel(new Map([...files].filter(([name]) => name.startsWith(folder))), folder);

describe('exportFiles', () => {
  it('a merged model is a model folder: every weight with its delta, rounded once, config and tokenizer', async () => {
    const opened = await openModel(folderOf(await written({ forms: ['merged'] }), 'merged'));
    for (const { name, dtype } of opened.tensors.tensors) {
      expect(dtype).toBe('F16');
      expectSame(await bitsOf(opened.tensors, name), f32ToF16(Float32Array.from(await merged(name))), name);
    }
    expect(opened.tensors.tensors.length).toBe(model.tensors.tensors.length);
    expect(opened.configJson).toMatchObject({
      torch_dtype: 'float16',
      architectures: ['LlamaForCausalLM'],
      hidden_size: 128,
    });
    expect(parseModelConfig(opened.configJson)).toEqual(parseModelConfig(model.configJson));
    expect([opened.tokenizerJson, opened.chatTemplate]).toEqual([model.tokenizerJson, model.chatTemplate]);
    expect(opened.generationConfig).toEqual(model.generationConfig);
  });

  it('is cut into shards with an index, in the type that is asked for', async () => {
    const files = await written({ forms: ['merged'], maxShardBytes: 1e6, dtype: 'BF16' });
    const shards = [...files].filter(([name]) => name.endsWith('.safetensors'));
    expect(shards.map(([name]) => name)).toEqual([1, 2, 3].map((i) => `merged/model-0000${i}-of-00003.safetensors`));
    for (const [, bytes] of shards) expect(bytes.length).toBeLessThan(1e6 + 10_000);
    const opened = await openModel(folderOf(files, 'merged'));
    const name = 'model.layers.2.mlp.down_proj.weight';
    expectSame(await bitsOf(opened.tensors, name), f32ToBf16(Float32Array.from(await merged(name))), name);
    expect(opened.tensors.tensors.length).toBe(model.tensors.tensors.length);
    expect(opened.configJson).toMatchObject({ torch_dtype: 'bfloat16' });
  });

  it('a GGUF model in F16 has the very numbers of the merged folder, and its tokenizer', async () => {
    const files = await written({ forms: ['gguf-f16'] });
    const name = 'gguf/tuned-f16.gguf';
    const opened = await openGgufModel(fileMapModel(files, 'x'), name);
    for (const tensor of opened.tensors.tensors) {
      const values = Float32Array.from(await merged(tensor.name));
      const read = await opened.tensors.read(tensor.name);
      expectSame(read, tensor.dtype === 'F32' ? values : f32ToF16(values), tensor.name);
    }
    expect(opened.tensors.tensors.length).toBe(model.tensors.tensors.length);
    expect(parseModelConfig(opened.configJson)).toEqual({
      ...parseModelConfig(model.configJson),
      eps: Math.fround(1e-5),
    });
    expect(opened.chatTemplate).toBe(model.chatTemplate);
    expect(opened.licence).toBe('cc-by-4.0');
  });

  it('a GGUF model in Q8_0 is near the merged numbers and half as large', async () => {
    const files = await written({ forms: ['gguf-q8_0', 'gguf-f16'] });
    const opened = await openGgufModel(fileMapModel(files, 'x'), 'gguf/tuned-q8_0.gguf');
    for (const { name } of opened.tensors.tensors) {
      const expected = await merged(name);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const read = toF32('F32', await opened.tensors.read(name));
      const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (read[i] as number))), 0);
      expect(worst, name).toBeLessThanOrEqual(largest / 200);
    }
    const size = (type: string) => files.get(`gguf/tuned-${type}.gguf`)?.length ?? 0;
    expect(size('q8_0')).toBeLessThan(0.6 * size('f16'));
  });

  it('the adapter goes to PEFT as it is, and to llama.cpp with rsLoRA folded into alpha and rows of q and k moved', async () => {
    const files = await written({ forms: ['adapter', 'gguf-adapter'] });
    const text = new TextDecoder().decode(files.get('adapter/adapter_config.json'));
    expect(parseAdapterConfig(text)).toEqual({ ...lora, baseModel: 'mini' });
    const saved = readAdapter(files.get('adapter/adapter_model.safetensors') as Uint8Array);
    expect(new Map(saved.map(({ name, data }) => [name, data]))).toEqual(
      new Map(adapter.tensors.map(({ name, data }) => [name, data])),
    );

    const gguf = files.get('gguf/tuned-lora.gguf') as Uint8Array<ArrayBuffer>;
    const header = parseGgufHeader(gguf, gguf.length);
    expect(header?.metadata.text('general.type')).toBe('adapter');
    expect(header?.metadata.text('adapter.type')).toBe('lora');
    expect(header?.metadata.number('adapter.lora.alpha')).toBe(12);
    const entry = (name: string) => header?.entries.find((candidate) => candidate.name === name);
    const numbers = (name: string) => {
      const { begin = 0, end = 0 } = entry(name) ?? {};
      return new Float32Array(gguf.slice(begin, end).buffer);
    };
    const original = (name: string) => adapter.tensors.find((tensor) => tensor.name.includes(name))?.data;
    expect(entry('blk.1.attn_k.weight.lora_a')?.shape).toEqual([4, 128]);
    expect(numbers('blk.1.attn_k.weight.lora_a')).toEqual(original('layers.1.self_attn.k_proj.lora_A'));
    expect(numbers('blk.1.ffn_down.weight.lora_b')).toEqual(original('layers.1.mlp.down_proj.lora_B'));
    const [moved, plain] = [numbers('blk.1.attn_q.weight.lora_b'), original('layers.1.self_attn.q_proj.lora_B')];
    expect(moved.slice(4, 8)).toEqual(plain?.slice(16 * 4, 17 * 4)); // row d/2 of a head of 32 stands second
    expect(moved.slice(0, 4)).toEqual(plain?.slice(0, 4));
  });

  it('README.md and Modelfiles name the files that are there', async () => {
    const files = await written();
    const text = (name: string) => new TextDecoder().decode(files.get(name));
    for (const name of ['adapter/adapter_model.safetensors', 'gguf/tuned-lora.gguf', 'gguf/tuned-q8_0.gguf'])
      expect(text('README.md')).toContain(name);
    expect(text('README.md')).toContain('PeftModel.from_pretrained(model, "adapter")');
    expect(text('gguf/Modelfile-q8_0')).toContain('FROM ./tuned-q8_0.gguf');
    expect(text('gguf/Modelfile-adapter')).toContain('ADAPTER ./tuned-lora.gguf');
  });

  it('refuses forms that need an adapter without one; the base alone goes into the others', async () => {
    expect(() => exportFiles({ ...request, adapter: null })).toThrow('"adapter" needs an adapter');
    const opened = await openModel(folderOf(await written({ adapter: null, forms: ['merged'] }), 'merged'));
    const name = 'model.layers.0.self_attn.q_proj.weight';
    expectSame(await opened.tensors.read(name), await model.tensors.read(name), name);
  });
});
