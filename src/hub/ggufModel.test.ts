import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../engine/model/config.ts';
import { toF32 } from '../formats/floats.ts';
import { F32, type GgufTestTensor, ggufFile, LIST, TEXT, U32 } from '../formats/testing/ggufFile.ts';
import { UserError } from '../lib/errors.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { fileMapModel } from './fileMapModel.ts';
import { openGgufModel } from './ggufModel.ts';
import type { ModelFiles } from './modelFiles.ts';
import { demoFields, demoGguf, demoGgufTensors, demoTensors, interleave } from './testing/demoGguf.ts';

type Changes = Parameters<typeof demoFields>[0];

const files = (bytes: Uint8Array) => fileMapModel(new Map([['mini.F16.gguf', bytes]]), 'downloads');
const open = (bytes: Uint8Array) => openGgufModel(files(bytes), 'mini.F16.gguf');
const withTensors = (more: readonly GgufTestTensor[], changes?: Changes, drop = '') =>
  ggufFile(demoFields(changes), [...demoGgufTensors().filter(({ name }) => name !== drop), ...more]);
const f32Tensor = (name: string, values: Float32Array, shape: readonly number[] = [values.length]): GgufTestTensor => ({
  name,
  type: 'F32',
  shape,
  bytes: new Uint8Array(values.buffer),
});
const refusal = async (bytes: Uint8Array) => {
  const error = await open(bytes).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
};

describe('mini as a GGUF file', () => {
  it('gives every tensor of the folder: names, shapes, types and bytes, q and k in the order of Hugging Face', async () => {
    const { tensors } = await open(demoGguf());
    const expected = demoTensors();
    expect(tensors.tensors.map(({ name }) => name).sort()).toEqual([...expected.keys()].sort());
    for (const { name, dtype, shape } of tensors.tensors) {
      const tensor = expected.get(name);
      expect({ name, dtype, shape }).toEqual({ name, dtype: tensor?.dtype, shape: tensor?.shape });
      expect(Buffer.compare(await tensors.read(name), tensor?.bytes ?? new Uint8Array()), name).toBe(0);
    }
  });

  it('gives the configuration of the folder, what ends an answer, licence and name', async () => {
    const model = await open(demoGguf({ 'tokenizer.ggml.eot_token_id': [U32, 0] }));
    expect(parseModelConfig(model.configJson)).toMatchObject({
      ...{ family: 'llama', vocabulary: 2048, width: 128, layers: 4, heads: 4, kvHeads: 2, headDim: 32, mlpWidth: 384 },
      ...{ eps: Math.fround(1e-5), ropeTheta: 10_000, ropeScaling: null, tied: true, qkvBias: false, maxLength: 512 },
    });
    expect(model).toMatchObject({ id: 'mini.F16', licence: 'cc-by-4.0', generationConfig: { eos_token_id: [3, 0] } });
    const { eosId, padId, bosId, chatTemplate } = createTokenizer(model.tokenizerJson, model.tokenizerConfig);
    expect({ eosId, padId, bosId }).toEqual({ eosId: 3, padId: 1, bosId: null });
    expect(chatTemplate).toBe(model.chatTemplate);
    expect(chatTemplate).toContain('<|im_start|>');
  });

  it('reads the header, then no byte but those of the tensor that is asked for', async () => {
    const ranges: [number, number][] = [];
    const inner = files(demoGguf());
    const spied: ModelFiles = {
      ...inner,
      read: (name, begin = 0, end = 0, signal) => {
        ranges.push([begin, end]);
        return inner.read(name, begin, end, signal);
      },
    };
    const { tensors } = await openGgufModel(spied, 'mini.F16.gguf');
    expect(ranges).toEqual([[0, 2 ** 20]]);
    const bytes = await tensors.read('model.layers.1.mlp.up_proj.weight');
    const [begin, end] = ranges[1] ?? [0, 0];
    expect([ranges.length, end - begin]).toEqual([2, bytes.length]);
  });

  it('has a head of its own where the file has output.weight, and biases where it has attn_q.bias', async () => {
    const bias = Float32Array.from({ length: 128 }, (_, i) => i);
    const stored = new Float32Array(interleave(new Uint8Array(bias.buffer), 4, 128).buffer);
    const model = await open(
      withTensors([
        f32Tensor('output.weight', new Float32Array(2048 * 128), [2048, 128]),
        f32Tensor('blk.0.attn_q.bias', stored),
      ]),
    );
    expect(parseModelConfig(model.configJson)).toMatchObject({ tied: false, qkvBias: true });
    expect(toF32('F32', await model.tensors.read('model.layers.0.self_attn.q_proj.bias'))).toEqual(bias);
    expect(model.tensors.tensors.find(({ name }) => name === 'lm_head.weight')?.shape).toEqual([2048, 128]);
  });

  it('leaves q and k of Qwen as they are, and reads its norms', async () => {
    const qwen = Object.fromEntries(
      demoFields()
        .filter(([key]) => key.startsWith('llama.'))
        .flatMap(([key, ...field]) => [
          [key, null],
          [key.replace('llama', 'qwen3'), field],
        ]),
    ) as Changes;
    const norm = f32Tensor('blk.0.attn_q_norm.weight', new Float32Array(32).fill(2));
    const model = await open(withTensors([norm], { ...qwen, 'general.architecture': [TEXT, 'qwen3'] }));
    expect(parseModelConfig(model.configJson)).toMatchObject({ family: 'qwen3', qkNorm: true });
    const stored = demoGgufTensors().find(({ name }) => name === 'blk.0.attn_q.weight');
    const read = await model.tensors.read('model.layers.0.self_attn.q_proj.weight');
    expect(Buffer.compare(read, stored?.bytes ?? new Uint8Array())).toBe(0);
    expect((await model.tensors.read('model.layers.0.self_attn.q_norm.weight')).length).toBe(128);
  });

  it("recognises Llama 3's rotary scaling by its divisors", async () => {
    const theta = 500_000;
    const divisors = Float32Array.from({ length: 16 }, (_, i) => {
      const wavelength = 2 * Math.PI * theta ** ((2 * i) / 32);
      if (wavelength < 2048) return 1;
      if (wavelength > 8192) return 32;
      const smooth = (8192 / wavelength - 1) / 3;
      return 1 / ((1 - smooth) / 32 + smooth);
    });
    const changes: Changes = { 'llama.rope.freq_base': [F32, theta] };
    const model = await open(withTensors([f32Tensor('rope_freqs.weight', divisors)], changes));
    expect(parseModelConfig(model.configJson).ropeScaling).toEqual({
      factor: 32,
      lowFreqFactor: 1,
      highFreqFactor: 4,
      originalLength: 8192,
    });
    expect(model.tensors.tensors.some(({ name }) => name.includes('rope'))).toBe(false);
    divisors[9] = (divisors[9] as number) * 1.01;
    expect(await refusal(withTensors([f32Tensor('rope_freqs.weight', divisors)], changes))).toBe(
      'mini.F16.gguf: tensor "rope_freqs.weight": its rotary frequencies are not those of Llama 3\'s scaling, so they are not supported',
    );
  });
});

describe('refused with file and field', () => {
  it.each<[string, NonNullable<Changes>, string]>([
    [
      'another architecture',
      { 'general.architecture': [TEXT, 'gemma2'] },
      'general.architecture: the architecture "gemma2" is not supported. Supported: llama, qwen2, qwen3',
    ],
    ['an adapter', { 'general.type': [TEXT, 'adapter'] }, 'general.type is "adapter", not a model'],
    ['a part of a split model', { 'split.count': [U32, 3] }, 'is one of 3 parts'],
    ['a missing key', { 'llama.block_count': null }, 'mini.F16.gguf: the metadata holds no llama.block_count'],
    ['a mixture of experts', { 'llama.expert_count': [U32, 8] }, 'llama.expert_count asks for something'],
    ['logits that are scaled', { 'llama.logit_scale': [F32, 0.5] }, 'llama.logit_scale asks for something'],
    [
      'heads per layer',
      { 'llama.attention.head_count_kv': [LIST, [U32, [2, 2, 2, 1]]] },
      'llama.attention.head_count_kv differs from layer to layer',
    ],
    ['heads that do not divide the width', { 'llama.attention.head_count': [U32, 5] }, 'llama.attention.head_count'],
    ['no heads', { 'llama.attention.head_count': [U32, 0] }, 'llama.attention.head_count'],
    ['a partial rotation', { 'llama.rope.dimension_count': [U32, 16] }, 'llama.rope.dimension_count'],
    [
      'YaRN',
      { 'llama.rope.scaling.type': [TEXT, 'yarn'], 'llama.rope.scaling.factor': [F32, 4] },
      'llama.rope.scaling.type "yarn" with factor 4',
    ],
    ['linear scaling of old files', { 'llama.rope.scale_linear': [F32, 2] }, 'rotary positions are scaled by 2'],
    [
      'another tokenizer',
      { 'tokenizer.ggml.model': [TEXT, 't5'] },
      'the tokenizer "t5" is not supported. Supported: gpt2, llama',
    ],
    [
      'SentencePiece without scores',
      { 'tokenizer.ggml.model': [TEXT, 'llama'] },
      'tokenizer.ggml.scores: 0 scores for 2048',
    ],
    [
      'another pre-tokenizer',
      { 'tokenizer.ggml.pre': [TEXT, 'tekken'] },
      'tokenizer.ggml.pre: the pre-tokenizer "tekken" is not supported. Supported: smollm',
    ],
    [
      'an end token that is no token',
      { 'tokenizer.ggml.eos_token_id': [U32, 5000] },
      'tokenizer.ggml.eos_token_id is 5000, but there are 2048 tokens',
    ],
    [
      'an end of turn that is no token',
      { 'tokenizer.ggml.eot_token_id': [U32, 5000] },
      'tokenizer.ggml.eot_token_id is 5000, but there are 2048 tokens',
    ],
  ])('%s', async (_, changes, message) => {
    expect(await refusal(demoGguf(changes))).toContain(message);
  });

  it('a tensor that no supported model has, or of another number of heads', async () => {
    const stray = f32Tensor('blk.0.ffn_gate_inp.weight', new Float32Array(4));
    expect(await refusal(withTensors([stray]))).toContain(
      'tensor "blk.0.ffn_gate_inp.weight": belongs to none of the supported architectures',
    );
    const wide = f32Tensor('blk.0.attn_q.weight', new Float32Array(96 * 128), [96, 128]);
    expect(await refusal(withTensors([wide], {}, 'blk.0.attn_q.weight'))).toContain(
      'tensor "blk.0.attn_q.weight": has 96 rows, but 4 heads of 32 need 128',
    );
    expect(await refusal(withTensors([], {}, 'token_embd.weight'))).toContain('holds no tensor "token_embd.weight"');
  });

  it('more tokens than the embedding has rows', async () => {
    const tokens = demoFields().find(([key]) => key === 'tokenizer.ggml.tokens')?.[2] as [number, string[]];
    const types = demoFields().find(([key]) => key === 'tokenizer.ggml.token_type')?.[2] as [number, number[]];
    const changes: Changes = {
      'tokenizer.ggml.tokens': [LIST, [tokens[0], [...tokens[1], '<extra>']]],
      'tokenizer.ggml.token_type': [LIST, [types[0], [...types[1], 1]]],
    };
    expect(await refusal(demoGguf(changes))).toContain(
      'tokenizer.ggml.tokens: 2049 tokens, but token_embd.weight has 2048 rows',
    );
  });

  it('a tensor that the checkpoint does not hold, or a file that shrank', async () => {
    const { tensors } = await open(demoGguf());
    await expect(tensors.read('lm_head.weight')).rejects.toThrow('the file holds no tensor "lm_head.weight"');
    const bytes = demoGguf();
    const inner = files(bytes);
    const { tensors: shrunk } = await openGgufModel(
      { ...inner, read: async (name, begin = 0, end = 0) => inner.read(name, begin, begin === 0 ? end : end - 1) },
      'mini.F16.gguf',
    );
    await expect(shrunk.read('model.norm.weight')).rejects.toThrow(
      'tensor "output_norm.weight" ends after 255 of 256 bytes',
    );
  });
});

describe('a damaged header', () => {
  const merges = ['a b'];
  const small: Changes = {
    'tokenizer.ggml.tokens': [LIST, [TEXT, ['<|endoftext|>', '<|pad|>', 'a', '<|im_end|>', 'b', 'ab']]],
    'tokenizer.ggml.token_type': [LIST, [U32, [3, 3, 1, 3, 1, 1]]],
    'tokenizer.ggml.merges': [LIST, [TEXT, merges]],
  };
  const embedding = f32Tensor('token_embd.weight', new Float32Array(8 * 32), [8, 32]);
  const norm = f32Tensor('rope_freqs.weight', new Float32Array(16).fill(1));
  const bytes = ggufFile(demoFields(small), [embedding, norm]);

  it('is refused by a UserError or gives a model, whatever bytes were changed or cut off', async () => {
    expect((await open(bytes)).tensors.tensors.length).toBe(1);
    const headBytes = bytes.length - 1088;
    const change = fc.tuple(fc.nat(headBytes), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)));
    const damage = fc.array(change, { minLength: 1, maxLength: 6 });
    const counts = { refused: 0, read: 0 };
    await fc.assert(
      fc.asyncProperty(damage, fc.option(fc.nat(bytes.length), { freq: 1 }), async (changes, length) => {
        const damaged = bytes.slice(0, length ?? bytes.length);
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
        try {
          const model = await open(damaged);
          parseModelConfig(model.configJson);
          createTokenizer(model.tokenizerJson, model.tokenizerConfig).encode('a b');
          for (const { name } of model.tensors.tensors) await model.tensors.read(name);
          counts.read++;
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          counts.refused++;
        }
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(counts.refused, counts.read)).toBeGreaterThan(100);
  });
});
