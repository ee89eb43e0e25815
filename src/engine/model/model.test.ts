import { describe, expect, test } from 'vitest';
import { goldenJson } from '../testing/goldenCase.ts';
import { tinyRows } from '../testing/tinyModel.ts';
import { parseModelConfig } from './config.ts';
import suggestedModels from './fixtures/suggestedModels.json' with { type: 'json' };
import { packBatch, supervisedCount } from './inputs.ts';
import { parameterCount } from './linears.ts';
import { checkFinite, flattenAdapter, initialAdapter, layoutAdapter, unflattenAdapter } from './lora.ts';
import { inverseFrequencies } from './rope.ts';

const LLAMA_1B = {
  model_type: 'llama',
  vocab_size: 128256,
  hidden_size: 2048,
  num_hidden_layers: 16,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 64,
  intermediate_size: 8192,
  rms_norm_eps: 1e-5,
  max_position_embeddings: 131072,
  tie_word_embeddings: true,
  rope_theta: 500000,
  rope_scaling: {
    rope_type: 'llama3',
    factor: 32,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 8192,
  },
};
const QWEN3_06B = {
  ...LLAMA_1B,
  model_type: 'qwen3',
  vocab_size: 151936,
  hidden_size: 1024,
  num_hidden_layers: 28,
  num_attention_heads: 16,
  head_dim: 128,
  intermediate_size: 3072,
  rope_scaling: null,
};
const QV = { rank: 8, alpha: 16, dropout: 0.1, targets: ['q_proj', 'v_proj'], rslora: false } as const;

describe('config.json', () => {
  test('parameter counts of the table in the specification', () => {
    expect(parameterCount(parseModelConfig(LLAMA_1B))).toBe(1_235_814_400);
    expect(parameterCount(parseModelConfig(QWEN3_06B))).toBe(596_049_920);
    const qwen2 = {
      ...LLAMA_1B,
      model_type: 'qwen2',
      vocab_size: 151936,
      hidden_size: 896,
      num_hidden_layers: 24,
      num_attention_heads: 14,
      num_key_value_heads: 2,
      intermediate_size: 4864,
    };
    expect(parameterCount(parseModelConfig(qwen2))).toBe(494_032_768);
    const tinyLlama = {
      ...LLAMA_1B,
      vocab_size: 32000,
      num_hidden_layers: 22,
      num_key_value_heads: 4,
      intermediate_size: 5632,
      tie_word_embeddings: false,
    };
    expect(parameterCount(parseModelConfig(tinyLlama))).toBe(1_100_048_384);
  });

  const suggested = Object.entries(suggestedModels) as [string, { parameters: number; config: unknown }][];
  test.each(suggested)('%s, which the studio suggests, is read as it is', (name, { parameters, config }) => {
    const parsed = parseModelConfig(config);
    expect(parameterCount(parsed)).toBe(parameters);
    const scaled = name.startsWith('Llama-3.2');
    expect(parsed.ropeScaling).toEqual(
      scaled ? { factor: 32, lowFreqFactor: 1, highFreqFactor: 4, originalLength: 8192 } : null,
    );
    expect(parsed).toMatchObject({ qkvBias: name.startsWith('Qwen2.5'), qkNorm: name.startsWith('Qwen3') });
    expect(parsed).toMatchObject({ outBias: false, slidingWindow: null, tied: !name.startsWith('TinyLlama') });
  });

  test('both dialects of transformers say the same', () => {
    expect(parseModelConfig(goldenJson('llama-gqa', 'config.v4.json'))).toEqual(
      parseModelConfig(goldenJson('llama-gqa', 'config.json')),
    );
  });

  test('flags of the families', () => {
    expect(parseModelConfig({ ...LLAMA_1B, model_type: 'qwen2' })).toMatchObject({
      qkvBias: true,
      outBias: false,
      qkNorm: false,
    });
    expect(parseModelConfig(QWEN3_06B)).toMatchObject({ qkvBias: false, qkNorm: true, headDim: 128 });
    expect(parseModelConfig({ ...LLAMA_1B, attention_bias: true })).toMatchObject({ qkvBias: true, outBias: true });
    expect(parseModelConfig({ ...LLAMA_1B, model_type: 'mistral', sliding_window: 4096 }).slidingWindow).toBe(4096);
    expect(
      parseModelConfig({ ...LLAMA_1B, model_type: 'qwen2', sliding_window: 4096, use_sliding_window: false })
        .slidingWindow,
    ).toBeNull();
    expect(parseModelConfig({ ...LLAMA_1B, model_type: 'qwen2', sliding_window: 4096 }).slidingWindow).toBeNull();
  });

  test('layers without rotation: every fourth of SmolLM3, or those that the list names', () => {
    expect(parseModelConfig(LLAMA_1B).unrotated).toEqual([]);
    expect(parseModelConfig({ ...LLAMA_1B, model_type: 'smollm3' }).unrotated).toEqual([3, 7, 11, 15]);
    const listed = { num_hidden_layers: 4, model_type: 'smollm3', no_rope_layer_interval: 2 };
    expect(parseModelConfig({ ...LLAMA_1B, ...listed }).unrotated).toEqual([1, 3]);
    expect(parseModelConfig({ ...LLAMA_1B, ...listed, no_rope_layers: [0, 1, 1, 1] }).unrotated).toEqual([0]);
  });

  test.each([
    [{ ...LLAMA_1B, model_type: 'gpt2' }, /"gpt2" is not supported.*Supported: llama, mistral, qwen2, qwen3, smollm3/],
    [
      { ...LLAMA_1B, model_type: 'gemma3_text' },
      /"gemma3_text" is not supported.*Supported: llama, mistral, qwen2, qwen3, smollm3/,
    ],
    [{ ...LLAMA_1B, no_rope_layers: [1, 1, 1, 0] }, /no_rope_layers has 4 entries for 16 layers/],
    [{ ...LLAMA_1B, no_rope_layers: [2] }, /field no_rope_layers/],
    [{}, /model_type.*null is not supported/],
    [{ ...LLAMA_1B, hidden_size: undefined }, /field hidden_size/],
    [{ ...LLAMA_1B, hidden_act: 'gelu' }, /hidden_act is gelu; only silu/],
    [{ ...LLAMA_1B, mlp_bias: true }, /mlp_bias is true/],
    [{ ...LLAMA_1B, num_key_value_heads: 5 }, /num_key_value_heads 5 does not divide/],
    [{ ...LLAMA_1B, rope_scaling: { rope_type: 'yarn' } }, /"yarn" is not supported.*default, llama3/],
    [{ ...LLAMA_1B, rope_scaling: { rope_type: 'llama3', factor: 32 } }, /llama3 rotary scaling needs/],
    [{ ...LLAMA_1B, hidden_size: 102 }, /hidden_size is 102; a multiple of 4/],
  ])('refused with the field named %#', (json, message) => {
    expect(() => parseModelConfig(json)).toThrow(message);
  });
});

test('rotation speeds of Llama 3.2: kept, interpolated, divided by 32', () => {
  const inverse = inverseFrequencies(parseModelConfig(LLAMA_1B));
  const expected: Record<number, number> = {
    0: 1,
    15: 0.0012905479,
    16: 0.0004295568,
    17: 9.708288e-5,
    18: 1.9461638e-5,
    31: 9.418307e-8,
  };
  for (const [i, value] of Object.entries(expected))
    expect(Math.abs((inverse[Number(i)] as number) / value - 1), `i = ${i}`).toBeLessThan(1e-6);
});

describe('adapter', () => {
  test('trainable counts of Llama-3.2-1B', () => {
    const config = parseModelConfig(LLAMA_1B);
    expect(layoutAdapter(config, QV).parameters).toBe(851_968);
    const all = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;
    expect(layoutAdapter(config, { ...QV, rank: 16, targets: all }).parameters).toBe(11_272_192);
  });

  test('A is uniform in +-1/sqrt(in) with std 1/sqrt(3 in), B is zero, each tensor its own stream', () => {
    const config = parseModelConfig({ ...LLAMA_1B, num_hidden_layers: 2 });
    const tensors = initialAdapter(layoutAdapter(config, QV), 7);
    const a = tensors.filter((t) => t.name.includes('lora_A'));
    for (const { data } of a) {
      expect(data.reduce((top, x) => Math.max(top, Math.abs(x)), 0)).toBeLessThanOrEqual(1 / Math.sqrt(2048));
      const std = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
      expect(std * Math.sqrt(3 * 2048)).toBeCloseTo(1, 1.7);
    }
    expect(new Set(a.map((t) => t.data[0])).size).toBe(a.length);
    expect(tensors.filter((t) => t.name.includes('lora_B')).every((t) => t.data.every((x) => x === 0))).toBe(true);
  });

  test('flat and back; a missing, foreign or misshapen tensor is named', () => {
    const layout = layoutAdapter(parseModelConfig({ ...LLAMA_1B, num_hidden_layers: 1 }), QV);
    const tensors = initialAdapter(layout, 1);
    expect(unflattenAdapter(layout, flattenAdapter(layout, tensors))).toEqual(tensors);
    const [first, ...rest] = tensors;
    if (!first) throw new Error('no tensors');
    expect(() => flattenAdapter(layout, rest)).toThrow(/has no tensor .*layers\.0\.self_attn\.q_proj\.lora_A/);
    expect(() => flattenAdapter(layout, [{ ...first, shape: [4, 2048] }, ...rest])).toThrow(
      /has shape \[4,2048\].*need \[8,2048\]/,
    );
    expect(() => flattenAdapter(layout, [...tensors, { ...first, name: 'x' }])).toThrow(/tensor x has no place/);
    expect(() => layoutAdapter(parseModelConfig(LLAMA_1B), { ...QV, targets: [] })).toThrow(/at least one target/);
    expect(() => layoutAdapter(parseModelConfig(LLAMA_1B), { ...QV, rank: 0 })).toThrow(/rank is 0/);
    expect(() => layoutAdapter(parseModelConfig(LLAMA_1B), { ...QV, dropout: 1 })).toThrow(/dropout is 1/);
    expect(() => layoutAdapter(parseModelConfig(LLAMA_1B), { ...QV, alpha: Number.NaN })).toThrow(/Alpha is NaN/);
    expect(() => flattenAdapter(layout, [{ ...first, data: first.data.slice(1) }, ...rest])).toThrow(
      /has 16383 numbers, its shape \[8,2048\] needs 16384/,
    );
    expect(() => checkFinite(tensors)).not.toThrow();
    const broken = { ...first, data: first.data.map((x, i) => (i === 5 ? Number.POSITIVE_INFINITY : x)) };
    expect(() => checkFinite([...rest, broken as typeof first])).toThrow(/lora_A.* numbers that are not finite/);
  });
});

test('documents are concatenated: positions restart, the first token of none is a target', () => {
  const ids = Uint32Array.of(5, 6, 7);
  const batch = packBatch([
    { ids, supervised: Uint8Array.of(1, 1, 1) },
    { ids: Uint32Array.of(8, 9), supervised: Uint8Array.of(0, 1) },
  ]);
  expect(batch).toMatchObject({ tokens: 5, rows: 3 });
  expect([...batch.position]).toEqual([0, 1, 2, 0, 1]);
  expect([...batch.segmentStart]).toEqual([0, 0, 0, 3, 3]);
  expect([...batch.segmentEnd]).toEqual([3, 3, 3, 5, 5]);
  expect([...batch.rowIndex]).toEqual([0, 1, 3]);
  expect([...batch.targets]).toEqual([6, 7, 9]);
  expect([...batch.rowOf]).toEqual([0, 1, 0xffffffff, 2, 0xffffffff]);
  // Any mark but 0 counts once, as it does for the packed rows.
  expect(supervisedCount({ ids, supervised: Uint8Array.of(0, 255, 1) })).toBe(2);
  expect(supervisedCount(tinyRows(1)[0] ?? { ids, supervised: new Uint8Array() })).toBe(4);
});
