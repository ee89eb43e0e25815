/** What config.json and generation_config.json would say, from the metadata of a GGUF file. Keys: ggml/docs/gguf.md. */
import type { GgufMetadata } from '../formats/ggufMetadata.ts';
import { UserError } from '../lib/errors.ts';

export const GGUF_ARCHITECTURES = ['llama', 'qwen2', 'qwen3'] as const;
export type GgufArchitecture = (typeof GGUF_ARCHITECTURES)[number];

/** Keys (behind `ARCH.`) of models that compute something more than a Llama block does. */
const UNKNOWN_MATHS = [
  'expert_count',
  'logit_scale',
  'embedding_scale',
  'residual_scale',
  'attention.scale',
  'attn_logit_softcapping',
  'final_logit_softcapping',
  'attention.clamp_kqv',
];

export interface GgufShape {
  readonly architecture: GgufArchitecture;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** @throws UserError naming file and key for a file that is no model, or none that can be trained here. */
function ggufArchitecture(metadata: GgufMetadata, where: string): GgufArchitecture {
  const kind = metadata.text('general.type', 'model');
  if (kind !== 'model') {
    throw new UserError(`general.type is "${kind}", not a model`, {
      where,
      remedy: 'Name the GGUF file of the model itself.',
    });
  }
  const name = metadata.text('general.architecture');
  const known = GGUF_ARCHITECTURES.find((architecture) => architecture === name);
  if (known === undefined) {
    throw new UserError(`the architecture "${name}" is not supported`, {
      where: `${where}: general.architecture`,
      remedy: `Supported: ${GGUF_ARCHITECTURES.join(', ')} (Llama, TinyLlama, SmolLM2 and Mistral are "llama").`,
    });
  }
  const parts = metadata.count('split.count', 1);
  if (parts > 1) {
    throw new UserError(`is one of ${parts} parts of a split model`, {
      where,
      remedy: 'Join them with "llama-gguf-split --merge" and name the result.',
    });
  }
  return known;
}

export function ggufShape(metadata: GgufMetadata, where: string): GgufShape {
  const architecture = ggufArchitecture(metadata, where);
  const key = (name: string) => `${architecture}.${name}`;
  const refuse = (name: string, what: string): never => {
    throw new UserError(`${key(name)} ${what}`, { where });
  };
  for (const name of UNKNOWN_MATHS) {
    if (metadata.has(key(name)) && metadata.number(key(name)) !== 0)
      refuse(name, 'asks for something that is not supported here');
  }
  for (const name of ['attention.head_count', 'attention.head_count_kv', 'feed_forward_length']) {
    if (metadata.isList(key(name))) refuse(name, 'differs from layer to layer, which is not supported');
  }
  const heads = metadata.count(key('attention.head_count'));
  const width = metadata.count(key('embedding_length'));
  const headDim = metadata.count(key('attention.key_length'), width / heads);
  if (heads < 1 || !Number.isInteger(headDim) || headDim < 2 || headDim % 2 !== 0)
    refuse('attention.head_count', `${heads} does not go with the embedding_length ${width}`);
  if (metadata.count(key('attention.value_length'), headDim) !== headDim)
    refuse('attention.value_length', 'differs from attention.key_length, which is not supported');
  if (metadata.count(key('rope.dimension_count'), headDim) !== headDim)
    refuse(
      'rope.dimension_count',
      `is not the head's ${headDim}: a part of a head that is not rotated is not supported`,
    );
  return {
    architecture,
    layers: metadata.count(key('block_count')),
    heads,
    kvHeads: metadata.count(key('attention.head_count_kv'), heads),
    headDim,
  };
}

/** A config.json in the dialect of transformers 4, for engine/model/config.ts to judge. */
export function ggufConfigJson(
  metadata: GgufMetadata,
  shape: GgufShape,
  weights: { vocabulary: number; tied: boolean; attentionBias: boolean; ropeScaling: unknown },
): Record<string, unknown> {
  const key = (name: string) => `${shape.architecture}.${name}`;
  return {
    model_type: shape.architecture,
    vocab_size: weights.vocabulary,
    hidden_size: metadata.count(key('embedding_length')),
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    head_dim: shape.headDim,
    intermediate_size: metadata.count(key('feed_forward_length')),
    rms_norm_eps: metadata.number(key('attention.layer_norm_rms_epsilon')),
    max_position_embeddings: metadata.count(key('context_length')),
    rope_theta: metadata.number(key('rope.freq_base'), 10_000),
    rope_scaling: weights.ropeScaling,
    tie_word_embeddings: weights.tied,
    attention_bias: weights.attentionBias,
    sliding_window: metadata.count(key('attention.sliding_window'), 0) || null,
  };
}

/** Where an answer ends: end of text, end of turn, end of message. */
export function ggufGenerationConfig(metadata: GgufMetadata): { eos_token_id: number[] } {
  const keys = ['eos', 'eot', 'eom'].map((name) => `tokenizer.ggml.${name}_token_id`);
  const ids = keys.map((key) => metadata.count(key, null)).filter((id): id is number => id !== null);
  return { eos_token_id: [...new Set(ids)] };
}
