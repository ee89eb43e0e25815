import { expect, test } from 'vitest';
import { parseModelConfig } from '../model/config.ts';
import { stepFlopsPerToken } from './stepFlops.ts';

const LLAMA_1B = parseModelConfig({
  ...{ model_type: 'llama', hidden_size: 2048, num_hidden_layers: 16, num_attention_heads: 32 },
  ...{ num_key_value_heads: 8, head_dim: 64, intermediate_size: 8192, vocab_size: 128256 },
  ...{ rms_norm_eps: 1e-5, max_position_embeddings: 8192, rope_theta: 500000, tie_word_embeddings: true },
});

test('a step of Llama-3.2-1B is four times its weights, attention and adapter', () => {
  // spec 11: 4 N = 4.943 GFLOP, less 12.6 MFLOP of layer 0, attention 33.6 + 84 MFLOP at 512, r 16 on q and v 10.2 MFLOP.
  const flops = stepFlopsPerToken(LLAMA_1B, { rank: 16, targets: ['q_proj', 'v_proj'] }, 512, 1);
  expect(flops / 1e9).toBeCloseTo(4.943 - 0.0126 + 0.0336 + 0.084 + 0.0102, 3);
});

test('rows that predict nothing spare the head', () => {
  const whole = stepFlopsPerToken(LLAMA_1B, { rank: 8, targets: ['q_proj'] }, 512, 1);
  const half = stepFlopsPerToken(LLAMA_1B, { rank: 8, targets: ['q_proj'] }, 512, 0.5);
  expect(whole - half).toBe(2 * 128256 * 2048);
});
