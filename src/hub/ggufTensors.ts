/** The tensors of a GGUF file under the names, shapes and row orders of Hugging Face. */
import type { TensorSource } from '../engine/types.ts';
import { f32Bytes } from '../formats/floats.ts';
import type { GgufEntry } from '../formats/gguf.ts';
import { dequantiseGguf } from '../formats/ggufDequantise.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { UserError } from '../lib/errors.ts';
import type { GgufShape } from './ggufConfig.ts';

/** Divisors of Llama 3's rotary frequencies; it belongs to the config, not to the weights. */
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

/** `blk.3.attn_q.weight` -> `model.layers.3.self_attn.q_proj.weight`; null for a tensor that no supported model has. */
function huggingFaceName(name: string): string | null {
  const [, layer, part = '', kind] = /^blk\.(\d+)\.(\w+)\.(weight|bias)$/.exec(name) ?? [];
  if (layer === undefined) return WHOLE_MODEL[name] ?? null;
  const path = Object.hasOwn(PER_LAYER, part) ? PER_LAYER[part] : undefined;
  return path === undefined ? null : `model.layers.${layer}.${path}.${kind}`;
}

export type ReadRange = (begin: number, end: number, signal?: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;

/** Every tensor as F32 (F16 and BF16 as they are), read and dequantised one at a time. @throws UserError naming a tensor that is not known. */
export function ggufTensorSource(
  entries: readonly GgufEntry[],
  shape: GgufShape,
  readRange: ReadRange,
  where: string,
): TensorSource {
  const byName = new Map<string, GgufEntry>();
  for (const entry of entries) {
    if (entry.name === ROPE_FREQS) continue;
    const name = huggingFaceName(entry.name);
    if (name === null) {
      throw new UserError('belongs to none of the supported architectures', {
        where: `${where}: tensor "${entry.name}"`,
      });
    }
    const heads = rotatedHeads(entry.name, shape);
    if (heads !== null && entry.shape[0] !== heads * shape.headDim) {
      throw new UserError(
        `has ${entry.shape[0]} rows, but ${heads} heads of ${shape.headDim} need ${heads * shape.headDim}`,
        {
          where: `${where}: tensor "${entry.name}"`,
        },
      );
    }
    byName.set(name, entry);
  }
  return {
    tensors: [...byName].map(([name, entry]) => ({ name, dtype: storedDtype(entry), shape: entry.shape })),
    async read(name, signal) {
      throwIfAborted(signal);
      const entry = byName.get(name);
      if (entry === undefined) throw new UserError(`the file holds no tensor "${name}"`, { where });
      const bytes = await readEntry(entry, readRange, where, signal);
      const heads = rotatedHeads(entry.name, shape);
      const ordered = heads === null ? bytes : unpermuteRows(bytes, entry.shape[0] as number, heads);
      if (storedDtype(entry) !== 'F32') return ordered;
      return f32Bytes(dequantiseGguf(entry.type, ordered)) as Uint8Array<ArrayBuffer>;
    },
  };
}

/** The bytes of a tensor as the file holds them. */
export async function readEntry(
  entry: GgufEntry,
  readRange: ReadRange,
  where: string,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readRange(entry.begin, entry.end, signal);
  throwIfAborted(signal);
  if (bytes.length !== entry.end - entry.begin) {
    throw new UserError(`tensor "${entry.name}" ends after ${bytes.length} of ${entry.end - entry.begin} bytes`, {
      where,
      remedy: 'The file changed while it was read: open the model again.',
    });
  }
  return bytes;
}

function storedDtype({ type }: GgufEntry): 'F32' | 'F16' | 'BF16' {
  return type === 'F16' || type === 'BF16' ? type : 'F32';
}

/** Heads of a tensor whose rows the converter reordered: q and k of the architecture llama. null: none of those. */
function rotatedHeads(name: string, { architecture, heads, kvHeads }: GgufShape): number | null {
  if (architecture !== 'llama') return null;
  const part = /^blk\.\d+\.attn_([qk])\.(weight|bias)$/.exec(name)?.[1];
  return part === undefined ? null : part === 'q' ? heads : kvHeads;
}

/**
 * llama.cpp rotates neighbouring rows (2j, 2j + 1), Hugging Face rows half a head apart (j, j + d/2): within each head of d rows, row
 * p d/2 + j of Hugging Face is row 2j + p of the file (p 0 or 1, j < d/2; spec 9.2). Blocks never cross rows, so whole rows move as bytes.
 */
function unpermuteRows(bytes: Uint8Array, rows: number, heads: number): Uint8Array<ArrayBuffer> {
  const rowBytes = bytes.length / rows;
  const d = rows / heads;
  const out = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    const within = row % d;
    const from = row - within + 2 * (within % (d / 2)) + Math.floor(within / (d / 2));
    out.set(bytes.subarray(from * rowBytes, (from + 1) * rowBytes), row * rowBytes);
  }
  return out;
}
