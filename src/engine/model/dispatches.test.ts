import { describe, expect, test } from 'vitest';
import type { Plan } from '../gpu/plan.ts';
import { kernelsWithin } from '../gpu/reach.ts';
import type { KernelChoices, TensorInfo } from '../types.ts';
import { likelyKernels } from './chooseKernels.ts';
import { parseModelConfig } from './config.ts';
import { hasBias, LINEARS, linearPath, linearShape } from './linears.ts';
import { adapterBuffers, layoutAdapter } from './lora.ts';
import { declareWork, type RecordContext, recordGeneration, recordLoss, recordTraining } from './programs.ts';
import { declareWeights } from './weights.ts';

/** SmolLM2-135M's widths; a Qwen 2 has biases on q, k and v, a Qwen 3 norms of their heads. */
function contextOf(layers: number, kernels: KernelChoices = {}, family = 'llama'): RecordContext {
  const config = parseModelConfig({
    ...{ model_type: family, hidden_size: 576, num_hidden_layers: layers, num_attention_heads: 9 },
    ...{ num_key_value_heads: 3, head_dim: 64, intermediate_size: 1536, vocab_size: 1024 },
    ...{ rms_norm_eps: 1e-5, max_position_embeddings: 2048, rope_theta: 10000, tie_word_embeddings: true },
  });
  const tensors: TensorInfo[] = [
    { name: 'model.embed_tokens.weight', dtype: 'BF16', shape: [1024, 576] },
    { name: 'model.norm.weight', dtype: 'BF16', shape: [576] },
  ];
  for (let layer = 0; layer < layers; layer++) {
    for (const norm of ['input', 'post_attention'])
      tensors.push({ name: `model.layers.${layer}.${norm}_layernorm.weight`, dtype: 'BF16', shape: [576] });
    if (family === 'qwen3')
      for (const norm of ['q', 'k'])
        tensors.push({ name: `model.layers.${layer}.self_attn.${norm}_norm.weight`, dtype: 'BF16', shape: [64] });
    for (const name of LINEARS) {
      const [out, inFeatures] = linearShape(config, name);
      tensors.push({ name: `${linearPath(layer, name)}.weight`, dtype: 'BF16', shape: [out, inFeatures] });
      if (hasBias(config, name)) tensors.push({ name: `${linearPath(layer, name)}.bias`, dtype: 'BF16', shape: [out] });
    }
  }
  const weights = declareWeights(config, { tensors }, { kind: 'nf4', doubleQuant: true }, 2 ** 27);
  const layout = layoutAdapter(config, {
    ...{ rank: 8, alpha: 16, dropout: 0.1, rslora: false },
    targets: ['q_proj', 'v_proj'],
  });
  const capacity = { tokens: 1024, context: 128 };
  return {
    ...{ config, weights, capacity, work: declareWork(config, capacity), maxBindingBytes: 2 ** 27 },
    choices: { ...likelyKernels(weights, false), ...kernels },
    adapter: { layout, buffers: adapterBuffers(layout) },
  };
}

const live = (plan: Plan, tokens: number, rows: number) =>
  plan.dispatches.filter(({ grid }) => !grid({ tokens, rows }).includes(0)).length;

/** What one more layer costs. */
const perLayer = (
  record: (r: RecordContext) => Plan,
  tokens: number,
  rows: number,
  kernels: KernelChoices = {},
  family?: string,
) =>
  live(record(contextOf(3, kernels, family)), tokens, rows) - live(record(contextOf(2, kernels, family)), tokens, rows);

describe('dispatches per layer, with adapters on q_proj and v_proj', () => {
  for (const attention of ['block', 'block32', 'matrix']) {
    test(`attention ${attention}`, () => {
      const forward = perLayer((r) => recordLoss(r, true), 1024, 768, { attention });
      const training = perLayer((r) => recordTraining(r, false), 1024, 768, { attention });
      expect(forward).toBe(7);
      expect(training - forward).toBe(14);
    });
  }

  for (const [name, stack, family, forwards, backwards] of [
    ['every linear a product of its own', 'single', 'llama', 11, 17],
    ['q, k, v alone in one product', 'qkv', 'llama', 8, 15],
    ['gate and up alone in one product', 'gateUp', 'llama', 10, 16],
    // Rotated after their biases are added.
    ['q, k, v with biases', 'stacked', 'qwen2', 8, 14],
  ] as const) {
    test(name, () => {
      const forward = perLayer((r) => recordLoss(r, true), 1024, 768, { stack }, family);
      const training = perLayer((r) => recordTraining(r, false), 1024, 768, { stack }, family);
      expect([forward, training - forward]).toEqual([forwards, backwards]);
    });
  }

  test('decoding with the base, and with the adapter', () => {
    for (const rows of [1, 32]) expect(perLayer((r) => recordGeneration(r, false, 'greedy'), rows, rows)).toBe(5);
    expect(perLayer((r) => recordGeneration(r, true, 'greedy'), 1, 1)).toBe(6);
    for (const [family, count] of [
      ['qwen2', 5],
      ['qwen3', 8],
    ] as const)
      expect(perLayer((r) => recordGeneration(r, false, 'greedy'), 1, 1, {}, family)).toBe(count);
    // A long prompt is no different from a row of training.
    expect(perLayer((r) => recordGeneration(r, false, 'greedy'), 100, 1)).toBe(11);
  });
});

describe('the kernels that a session compiles are those that some micro-batch runs', () => {
  for (const tier of ['f32', 'matrix', 'half'] as const) {
    test(tier, () => {
      const context = contextOf(2, likelyKernels(contextOf(1).weights, false, tier));
      const plans = [
        recordLoss(context, true),
        recordGeneration(context, false, 'greedy'),
        recordTraining(context, false),
      ];
      const { tokens } = context.capacity;
      const compiled = new Set(kernelsWithin(plans, tokens).map(({ key }) => key));
      const everySize = Array.from({ length: tokens }, (_, i) => i + 1).flatMap((count) => [
        { tokens: count, rows: count },
        { tokens: count, rows: 1 },
        { tokens, rows: count },
      ]);
      const left = plans.flatMap(({ dispatches }) => dispatches).filter(({ kernel }) => !compiled.has(kernel.key));
      expect(left.length).toBeGreaterThan(5);
      for (const { kernel, grid } of left)
        expect(
          everySize.filter((size) => !grid(size).includes(0)),
          kernel.key,
        ).toEqual([]);
    });
  }
});
