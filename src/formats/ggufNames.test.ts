import { describe, expect, it } from 'vitest';
import { ggufName, huggingFaceName, rotatedHeads, toGgufRows, toHuggingFaceRows } from './ggufNames.ts';

describe('names', () => {
  it.each([
    ['model.embed_tokens.weight', 'token_embd.weight'],
    ['lm_head.weight', 'output.weight'],
    ['model.layers.12.self_attn.o_proj.weight', 'blk.12.attn_output.weight'],
    ['model.layers.0.self_attn.q_proj.bias', 'blk.0.attn_q.bias'],
    ['model.layers.3.post_attention_layernorm.weight', 'blk.3.ffn_norm.weight'],
    ['model.layers.3.self_attn.k_norm.weight', 'blk.3.attn_k_norm.weight'],
  ])('%s is %s', (name, file) => {
    expect(ggufName(name)).toBe(file);
    expect(huggingFaceName(file)).toBe(name);
  });

  it('knows no others', () => {
    expect(ggufName('model.layers.0.mlp.experts.0.weight')).toBe(null);
    expect(huggingFaceName('constructor')).toBe(null);
    expect(huggingFaceName('blk.0.toString.weight')).toBe(null);
  });
});

describe('rows', () => {
  const llama = { architecture: 'llama', heads: 4, kvHeads: 2 };

  it('are moved for q and k of llama only', () => {
    expect(rotatedHeads('blk.0.attn_q.weight', llama)).toBe(4);
    expect(rotatedHeads('blk.0.attn_k.bias', llama)).toBe(2);
    expect(rotatedHeads('blk.0.attn_v.weight', llama)).toBe(null);
    expect(rotatedHeads('blk.0.attn_q.weight', { ...llama, architecture: 'qwen2' })).toBe(null);
  });

  it('row p d/2 + j becomes row 2j + p of its head, and back', () => {
    const rows = Uint8Array.from({ length: 16 }, (_, i) => i); // 8 rows of 2 bytes, 2 heads of 4
    const file = toGgufRows(rows, 8, 2);
    expect([...file]).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);
    expect(toHuggingFaceRows(file, 8, 2)).toEqual(rows);
  });
});
