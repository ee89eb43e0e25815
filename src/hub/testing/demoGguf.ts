import { readFileSync } from 'node:fs';
import { readSafetensors, type SafetensorsTensor } from '../../formats/safetensors.ts';
import {
  BOOL,
  F32,
  type GgufField,
  type GgufTestTensor,
  ggufFile,
  I32,
  LIST,
  TEXT,
  U32,
} from '../../formats/testing/ggufFile.ts';

const demoUrl = (name: string) => new URL(`../../../public/models/mini/${name}`, import.meta.url);
const demoJson = (name: string) => JSON.parse(readFileSync(demoUrl(name), 'utf8'));

/** Shape of the demo model `mini`. */
const HEADS = 4;
const KV_HEADS = 2;
const LAYERS = 4;
const WIDTH = 128;

const PARTS: Readonly<Record<string, string>> = {
  input_layernorm: 'attn_norm',
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  post_attention_layernorm: 'ffn_norm',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};

/** The weights of `mini` under the names of Hugging Face. */
export function demoTensors(): ReadonlyMap<string, SafetensorsTensor> {
  return readSafetensors(new Uint8Array(readFileSync(demoUrl('model.safetensors')))).tensors;
}

/** Metadata as convert_hf_to_gguf.py would write it for `mini`, but with the pre-tokenizer of SmolLM2. */
export function demoFields(changes: Readonly<Record<string, readonly [number, unknown] | null>> = {}): GgufField[] {
  const { model, added_tokens: added } = demoJson('tokenizer.json') as {
    model: { vocab: Record<string, number>; merges: (string | [string, string])[] };
    added_tokens: { id: number; content: string }[];
  };
  const tokens: string[] = [];
  for (const [token, id] of Object.entries(model.vocab)) tokens[id] = token;
  for (const { id, content } of added) tokens[id] = content;
  const special = new Set(added.map(({ id }) => id));
  const fields: Record<string, readonly [number, unknown] | null> = {
    'general.architecture': [TEXT, 'llama'],
    'general.type': [TEXT, 'model'],
    'general.license': [TEXT, 'cc-by-4.0'],
    'llama.block_count': [U32, LAYERS],
    'llama.context_length': [U32, 512],
    'llama.embedding_length': [U32, WIDTH],
    'llama.feed_forward_length': [U32, 384],
    'llama.attention.head_count': [U32, HEADS],
    'llama.attention.head_count_kv': [U32, KV_HEADS],
    'llama.attention.layer_norm_rms_epsilon': [F32, 1e-5],
    'llama.rope.freq_base': [F32, 10_000],
    'llama.rope.dimension_count': [U32, WIDTH / HEADS],
    'tokenizer.ggml.model': [TEXT, 'gpt2'],
    'tokenizer.ggml.pre': [TEXT, 'smollm'],
    'tokenizer.ggml.tokens': [LIST, [TEXT, tokens]],
    'tokenizer.ggml.token_type': [LIST, [I32, tokens.map((_, id) => (special.has(id) ? 3 : 1))]],
    'tokenizer.ggml.merges': [
      LIST,
      [TEXT, model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')))],
    ],
    'tokenizer.ggml.eos_token_id': [U32, 3],
    'tokenizer.ggml.padding_token_id': [U32, 1],
    'tokenizer.ggml.add_bos_token': [BOOL, false],
    'tokenizer.chat_template': [TEXT, demoJson('tokenizer_config.json').chat_template],
    ...changes,
  };
  return Object.entries(fields).flatMap(([key, field]): GgufField[] => (field === null ? [] : [[key, ...field]]));
}

/** The weights of `mini` as a GGUF file holds them: q and k with the rows of each head in llama.cpp's order. */
export function demoGgufTensors(): GgufTestTensor[] {
  return [...demoTensors()].map(([name, { shape, bytes }]) => {
    const [, layer, part = '', kind] = /^model\.layers\.(\d+)\.(.+)\.(weight|bias)$/.exec(name) ?? [];
    const whole = name === 'model.embed_tokens.weight' ? 'token_embd.weight' : 'output_norm.weight';
    const ggufName = layer === undefined ? whole : `blk.${layer}.${PARTS[part]}.${kind}`;
    const heads = part.endsWith('q_proj') ? HEADS : part.endsWith('k_proj') ? KV_HEADS : null;
    return {
      name: ggufName,
      type: 'F16',
      shape,
      bytes: heads === null ? bytes : interleave(bytes, heads, shape[0] as number),
    };
  });
}

export function demoGguf(changes?: Parameters<typeof demoFields>[0]): Uint8Array<ArrayBuffer> {
  return ggufFile(demoFields(changes), demoGgufTensors());
}

/** As the converter does: rows [heads, 2, d/2] become [heads, d/2, 2]. */
export function interleave(bytes: Uint8Array, heads: number, rows: number): Uint8Array {
  const rowBytes = bytes.length / rows;
  const half = rows / heads / 2;
  const out: Uint8Array[] = [];
  for (let head = 0; head < heads; head++) {
    for (let j = 0; j < half; j++) {
      for (let p = 0; p < 2; p++) {
        const row = (head * 2 + p) * half + j;
        out.push(bytes.subarray(row * rowBytes, (row + 1) * rowBytes));
      }
    }
  }
  return new Uint8Array(Buffer.concat(out));
}
