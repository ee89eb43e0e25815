import { parseModelConfig } from '../engine/model/config.ts';
import { LINEARS, linearPath, linearShape } from '../engine/model/linears.ts';
import type { TensorInfo, TensorSource } from '../engine/types.ts';
import { bytesIn } from '../lib/bytesIn.ts';
import { UserError } from '../lib/errors.ts';
import { createRandom, hashString } from '../lib/random.ts';

/** Shapes of models that are measured without their weights: fields of config.json. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'llama-3.2-1b': shape(2048, 16, 32, 8, 8192, 128256),
  'smollm2-135m': shape(576, 30, 9, 3, 1536, 49152),
  'smollm2-360m': shape(960, 32, 15, 5, 2560, 49152),
};

function shape(width: number, layers: number, heads: number, kvHeads: number, mlpWidth: number, vocabulary: number) {
  return {
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: kvHeads,
    head_dim: 64,
    intermediate_size: mlpWidth,
    vocab_size: vocabulary,
  };
}

export const SHAPE_NAMES = Object.keys(SHAPES);

export interface RandomModel {
  readonly id: string;
  readonly configJson: unknown;
  readonly tensors: TensorSource;
}

/** A Llama of that shape with random bf16 weights, head tied to the embedding. @throws UserError for a name that is not in the list. */
export function randomModel(name: string): RandomModel {
  const sizes = SHAPES[name];
  if (!sizes)
    throw new UserError(`"${name}" is not a known shape`, {
      where: '--model-shape',
      remedy: `Use ${SHAPE_NAMES.join(', ')}.`,
    });
  const configJson = {
    ...sizes,
    model_type: 'llama',
    rms_norm_eps: 1e-5,
    max_position_embeddings: 8192,
    rope_theta: 500000,
    tie_word_embeddings: true,
  };
  const config = parseModelConfig(configJson);
  const { width: D, vocabulary: V, layers } = config;
  const tensors: TensorInfo[] = [
    { name: 'model.embed_tokens.weight', dtype: 'BF16', shape: [V, D] },
    { name: 'model.norm.weight', dtype: 'BF16', shape: [D] },
  ];
  for (let layer = 0; layer < layers; layer++) {
    const norm = (which: string) => `model.layers.${layer}.${which}_layernorm.weight`;
    for (const which of ['input', 'post_attention']) tensors.push({ name: norm(which), dtype: 'BF16', shape: [D] });
    for (const linear of LINEARS)
      tensors.push({ name: `${linearPath(layer, linear)}.weight`, dtype: 'BF16', shape: linearShape(config, linear) });
  }
  const byName = new Map(tensors.map((t) => [t.name, t]));
  const readPart = async (tensor: string, begin: number, end: number, _signal?: AbortSignal, into?: ArrayBuffer) => {
    const { shape: dimensions } = byName.get(tensor) as TensorInfo;
    const bytes = bytesIn(into, end - begin);
    const out = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
    if (dimensions.length === 1) out.fill(ONE);
    else repeat(randomBf16(hashString(tensor)), begin / 2, out);
    return bytes;
  };
  const read: TensorSource['read'] = (tensor, signal, into) => {
    const { shape: dimensions } = byName.get(tensor) as TensorInfo;
    return readPart(
      tensor,
      0,
      dimensions.reduce((product, n) => product * n, 2),
      signal,
      into,
    );
  };
  return { id: name, configJson, tensors: { tensors, read, readPart } };
}

/** bf16 of 1. */
const ONE = 0x3f80;

/** Numbers of both signs between 2^-7 and 2^-5, about as large as trained weights; they repeat, since drawing 10^9 takes minutes. */
function randomBf16(seed: number): Uint16Array {
  const random = createRandom(seed);
  return Uint16Array.from({ length: 65_521 }, () => (random.integer(2) << 15) | (0x3c00 + random.integer(256)));
}

/** The numbers from index `first` on, over and over. */
function repeat(numbers: Uint16Array, first: number, out: Uint16Array): void {
  const begin = first % numbers.length;
  out.set(numbers.subarray(begin, begin + out.length));
  for (let at = numbers.length - begin; at < out.length; at += numbers.length)
    out.set(numbers.subarray(0, out.length - at), at);
}
