import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toF32 } from '../formats/floats.ts';
import { byteSize, readSafetensors, type SafetensorsDtype } from '../formats/safetensors.ts';
import { writeSafetensors } from '../formats/safetensorsWrite.ts';
import { UserError } from '../lib/errors.ts';
import { fileMapModel } from './fileMapModel.ts';
import { openModel } from './openModel.ts';

const demo = (name: string) => {
  const folder = new URL(`../../public/models/${name}/`, import.meta.url);
  return new Map(readdirSync(folder).map((file) => [file, new Uint8Array(readFileSync(new URL(file, folder)))]));
};
const text = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const weights = (...names: string[]) =>
  writeSafetensors(
    names.map((name) => ({ name, dtype: 'U8' as const, shape: [1], bytes: Uint8Array.of(name.length) })),
  );
const BASE: Record<string, Uint8Array> = { 'config.json': text({}), 'tokenizer.json': text({}) };
const SHARD = 'model-00001-of-00001.safetensors';

/** A folder with these files beside config.json and tokenizer.json; null takes one away. */
const folder = (files: Record<string, Uint8Array | null>) => {
  const all = Object.entries({ ...BASE, ...files }).filter((entry): entry is [string, Uint8Array] => entry[1] !== null);
  return fileMapModel(new Map(all), 'toy');
};
const refusal = async (files: Record<string, Uint8Array | null>) => {
  const error = await openModel(folder(files)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
};

/** The tensors a Llama checkpoint with tied embeddings has, name -> shape. */
const expected = (config: { layers: number; D: number; F: number; V: number; H: number; G: number; Dh: number }) => {
  const { layers, D, F, V, H, G, Dh } = config;
  const shapes = new Map([
    ['model.embed_tokens.weight', [V, D]],
    ['model.norm.weight', [D]],
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const block = `model.layers.${layer}`;
    const linears = { q: [H * Dh, D], k: [G * Dh, D], v: [G * Dh, D], o: [D, H * Dh] };
    for (const [name, shape] of Object.entries(linears)) shapes.set(`${block}.self_attn.${name}_proj.weight`, shape);
    const mlp = { gate: [F, D], up: [F, D], down: [D, F] };
    for (const [name, shape] of Object.entries(mlp)) shapes.set(`${block}.mlp.${name}_proj.weight`, shape);
    shapes.set(`${block}.input_layernorm.weight`, [D]);
    shapes.set(`${block}.post_attention_layernorm.weight`, [D]);
  }
  return shapes;
};

describe('openModel on the demo models', () => {
  it.each([
    ['mini', { layers: 4, D: 128, F: 384, V: 2048, H: 4, G: 2, Dh: 32 }, 2_103_480],
    ['small', { layers: 6, D: 384, F: 1024, V: 4096, H: 6, G: 2, Dh: 64 }, 22_036_112],
  ])('%s: every tensor with its shape, template and licence', async (name, config, sizeBytes) => {
    const model = await openModel(fileMapModel(demo(name), name));
    const found = new Map(model.tensors.tensors.map((tensor) => [tensor.name, tensor.shape]));
    expect(new Map([...found].sort())).toEqual(new Map([...expected(config)].sort()));
    expect(model.tensors.tensors.every((tensor) => tensor.dtype === 'F16')).toBe(true);
    expect(model).toMatchObject({ id: name, licence: 'cc-by-4.0', sizeBytes });
    expect(model.chatTemplate).toContain("'<|im_start|>assistant\n'");
    expect(model.configJson).toMatchObject({ model_type: 'llama', hidden_size: config.D });
    expect(model.generationConfig).toMatchObject({ eos_token_id: [3, 0] });
    expect(model.tokenizerConfig).toMatchObject({ eos_token: '<|im_end|>' });
  });

  it('reads each tensor of a sharded checkpoint out of its own file', async () => {
    const files = demo('small');
    const model = await openModel(fileMapModel(files, 'small'));
    for (const shard of ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']) {
      for (const [name, tensor] of readSafetensors(files.get(shard) ?? new Uint8Array()).tensors) {
        expect(Buffer.compare(await model.tensors.read(name), tensor.bytes), name).toBe(0);
      }
    }
    const embedding = await model.tensors.read('model.embed_tokens.weight');
    const part = await model.tensors.readPart?.('model.embed_tokens.weight', 1000, 70_002);
    expect(Buffer.compare(part ?? new Uint8Array(), embedding.subarray(1000, 70_002))).toBe(0);
    const norm = toF32('F16', await model.tensors.read('model.norm.weight'));
    expect(norm.every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
  });
});

describe('openModel', () => {
  it('reads headers longer than the first read, and of the weights only what was asked for', async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `model.layers.${i}.some_long_name.weight`);
    const inner = folder({ 'model.safetensors': weights(...names) });
    const reads: number[] = [];
    const model = await openModel({
      ...inner,
      read: (name, begin, end) => {
        reads.push((end ?? 0) - (begin ?? 0));
        return inner.read(name, begin, end);
      },
    });
    expect(model.tensors.tensors).toHaveLength(1500);
    expect(reads).toHaveLength(2);
    reads.length = 0;
    expect(Array.from(await model.tensors.read(names[3] ?? ''))).toEqual([names[3]?.length]);
    expect(reads).toEqual([1]);
  });

  it('prefers chat_template.jinja, takes the default of several templates, and does without', async () => {
    const named = [
      { name: 'tool_use', template: 'T' },
      { name: 'default', template: 'D' },
    ];
    const base = { 'model.safetensors': weights('a'), 'tokenizer_config.json': text({ chat_template: named }) };
    expect((await openModel(folder(base))).chatTemplate).toBe('D');
    expect((await openModel(folder({ ...base, 'chat_template.jinja': text('J') }))).chatTemplate).toBe('J');
    const bare = await openModel(folder({ 'model.safetensors': weights('a') }));
    expect(bare).toMatchObject({
      chatTemplate: null,
      tokenizerConfig: null,
      generationConfig: null,
      readme: null,
      licence: null,
    });
  });

  it('stops before and after a read that is aborted', async () => {
    const model = await openModel(folder({ 'model.safetensors': weights('a') }));
    await expect(model.tensors.read('a', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortedError' });
    const controller = new AbortController();
    const reading = model.tensors.read('a', controller.signal);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortedError' });
  });

  const index = (value: unknown) => ({ 'model.safetensors.index.json': text(value), [SHARD]: weights('a', 'b') });
  it.each([
    [
      'no config',
      { 'config.json': null },
      'toy: config.json is missing. A model folder holds config.json, tokenizer.json and',
    ],
    ['no tokenizer', { 'tokenizer.json': null }, 'toy: tokenizer.json is missing'],
    ['an adapter', { 'config.json': null, 'adapter_config.json': text({}) }, 'toy: this is an adapter, not a model'],
    ['no weights', {}, 'toy: model.safetensors (or model.safetensors.index.json) is missing. A model folder holds its'],
    ['pickled weights', { 'pytorch_model.bin': text('') }, 'pytorch_model.bin cannot be read here'],
    [
      'config cut off',
      { 'config.json': text('{"a":'), 'model.safetensors': weights('a') },
      'toy/config.json: not valid JSON',
    ],
    [
      'tokenizer a list',
      { 'tokenizer.json': text('[]'), 'model.safetensors': weights('a') },
      'toy/tokenizer.json: not a JSON object',
    ],
    [
      'odd template',
      { 'tokenizer_config.json': text({ chat_template: 7 }), 'model.safetensors': weights('a') },
      'toy/tokenizer_config.json: chat_template is neither',
    ],
    [
      'weights cut off',
      { 'model.safetensors': weights('a').slice(0, -1) },
      'toy/model.safetensors: 1 bytes are missing',
    ],
    ['index without map', index({}), 'toy/model.safetensors.index.json: weight_map is missing'],
    ['empty map', index({ weight_map: {} }), 'toy/model.safetensors.index.json: weight_map is missing'],
    ['index not JSON', index('{'), 'toy/model.safetensors.index.json: not valid JSON'],
    ['file not a text', index({ weight_map: { a: 1 } }), 'weight_map: the file of "a" is not a text'],
    [
      'shard missing',
      index({ weight_map: { a: SHARD, b: 'other.safetensors' } }),
      'toy: other.safetensors is missing. model.safetensors.index.json names it for "b"',
    ],
    [
      'tensor missing',
      index({ weight_map: { a: SHARD, c: SHARD } }),
      `index.json: weight_map: ${SHARD} holds no tensor "c"`,
    ],
  ])('refuses %s by file and field', async (_, files, message) => expect(await refusal(files)).toContain(message));

  it('takes a tensor from the shard that the index names, and leaves out what the index does not', async () => {
    const shard = (value: number, ...names: string[]) =>
      writeSafetensors(names.map((name) => ({ name, dtype: 'U8' as const, shape: [1], bytes: Uint8Array.of(value) })));
    const files = {
      'model.safetensors.index.json': text({ weight_map: { a: 'two.safetensors', b: 'one.safetensors' } }),
      'one.safetensors': shard(1, 'a', 'b', 'c'),
      'two.safetensors': shard(2, 'a'),
    };
    const { tensors } = await openModel(folder(files));
    expect(tensors.tensors.map((tensor) => tensor.name).sort()).toEqual(['a', 'b']);
    expect([...(await tensors.read('a')), ...(await tensors.read('b'))]).toEqual([2, 1]);
  });

  it('names a tensor that is not there, and a file that shrank', async () => {
    const inner = folder({ 'model.safetensors': weights('a') });
    const model = await openModel(inner);
    await expect(model.tensors.read('b')).rejects.toThrow('toy: the checkpoint holds no tensor "b"');
    let shrunk = false;
    const shrinking = {
      ...inner,
      read: async (...args: Parameters<typeof inner.read>) =>
        (await inner.read(...args)).slice(0, shrunk ? 0 : undefined),
    };
    const other = await openModel(shrinking);
    shrunk = true;
    await expect(other.tensors.read('a')).rejects.toThrow('toy/model.safetensors: tensor "a" ends after 0 of 1 bytes');
  });

  it('keeps scalars and empty tensors of every type', async () => {
    const dtypes: SafetensorsDtype[] = ['F32', 'BF16', 'I64'];
    const file = writeSafetensors(
      dtypes.map((dtype) => ({ name: dtype, dtype, shape: [], bytes: new Uint8Array(byteSize(dtype, [])) })),
    );
    const model = await openModel(folder({ 'model.safetensors': file }));
    for (const dtype of dtypes) expect(await model.tensors.read(dtype)).toHaveLength(byteSize(dtype, []));
  });
});
