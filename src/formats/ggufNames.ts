/** Tensor names of GGUF and of Hugging Face, and the order of rows in which they differ. */

/** Divisors of Llama 3's rotary frequencies; in Hugging Face's layout they belong to the config, not to the weights. */
export const ROPE_FREQS = 'rope_freqs.weight';

const WHOLE_MODEL: Readonly<Record<string, string>> = {
  'token_embd.weight': 'model.embed_tokens.weight',
  'output_norm.weight': 'model.norm.weight',
  'output.weight': 'lm_head.weight',
};

const PER_LAYER: Readonly<Record<string, string>> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

const invert = (map: Readonly<Record<string, string>>) =>
  new Map(Object.entries(map).map(([key, value]) => [value, key]));
const WHOLE_INVERSE = invert(WHOLE_MODEL);
const LAYER_INVERSE = invert(PER_LAYER);

/** `blk.3.attn_q.weight` -> `model.layers.3.self_attn.q_proj.weight`; null for a tensor that no supported model has. */
export function huggingFaceName(name: string): string | null {
  const [, layer, part = '', kind] = /^blk\.(\d+)\.(\w+)\.(weight|bias)$/.exec(name) ?? [];
  if (layer === undefined) return Object.hasOwn(WHOLE_MODEL, name) ? (WHOLE_MODEL[name] as string) : null;
  const path = Object.hasOwn(PER_LAYER, part) ? PER_LAYER[part] : undefined;
  return path === undefined ? null : `model.layers.${layer}.${path}.${kind}`;
}

/** The way back; null for a tensor that GGUF has no name for. */
export function ggufName(name: string): string | null {
  const [, layer, path = '', kind] = /^model\.layers\.(\d+)\.(.+)\.(weight|bias)$/.exec(name) ?? [];
  if (layer === undefined) return WHOLE_INVERSE.get(name) ?? null;
  const part = LAYER_INVERSE.get(path);
  return part === undefined ? null : `blk.${layer}.${part}.${kind}`;
}

export interface HeadCounts {
  /** `general.architecture` */
  readonly architecture: string;
  readonly heads: number;
  readonly kvHeads: number;
}

/** Heads of a GGUF tensor whose rows llama.cpp orders in its own way: q and k of the architecture llama. null: none of those. */
export function rotatedHeads(name: string, { architecture, heads, kvHeads }: HeadCounts): number | null {
  if (architecture !== 'llama') return null;
  const part = /^blk\.\d+\.attn_([qk])\.(weight|bias)$/.exec(name)?.[1];
  return part === undefined ? null : part === 'q' ? heads : kvHeads;
}

/**
 * llama.cpp rotates neighbouring rows (2j, 2j + 1), Hugging Face rows half a head apart (j, j + d/2): within each head of d rows, row
 * p d/2 + j of Hugging Face is row 2j + p of the file (p 0 or 1, j < d/2; spec 9.2). Blocks never cross rows, so whole rows move as bytes.
 */
export function toHuggingFaceRows(bytes: Uint8Array, rows: number, heads: number): Uint8Array<ArrayBuffer> {
  return moveRows(bytes, rows, heads, (out, row, from, length) =>
    out.set(bytes.subarray(from * length, (from + 1) * length), row * length),
  );
}

/** The inverse of toHuggingFaceRows. */
export function toGgufRows(bytes: Uint8Array, rows: number, heads: number): Uint8Array<ArrayBuffer> {
  return moveRows(bytes, rows, heads, (out, row, to, length) =>
    out.set(bytes.subarray(row * length, (row + 1) * length), to * length),
  );
}

/** Calls `move` for each row of Hugging Face's order with its row in the file. */
function moveRows(
  bytes: Uint8Array,
  rows: number,
  heads: number,
  move: (out: Uint8Array, row: number, fileRow: number, rowBytes: number) => void,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  const d = rows / heads;
  for (let row = 0; row < rows; row++) {
    const within = row % d;
    move(out, row, row - within + 2 * (within % (d / 2)) + Math.floor(within / (d / 2)), bytes.length / rows);
  }
  return out;
}
