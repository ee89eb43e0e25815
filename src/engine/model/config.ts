import '../../lib/noEval.ts';
import { z } from 'zod';
import { UserError } from '../../lib/errors.ts';

/** Families that one block serves by flags. */
const FAMILIES: Readonly<Record<string, Pick<ModelConfig, 'qkvBias' | 'qkNorm'>>> = {
  llama: { qkvBias: false, qkNorm: false },
  mistral: { qkvBias: false, qkNorm: false },
  qwen2: { qkvBias: true, qkNorm: false },
  qwen3: { qkvBias: false, qkNorm: true },
  smollm3: { qkvBias: false, qkNorm: false },
};

/** Shape and flags of a Llama-family decoder. Dimensions: V vocabulary, D width, L layers, H heads, G kvHeads, Dh headDim, F mlpWidth. */
export interface ModelConfig {
  readonly family: string;
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly mlpWidth: number;
  readonly eps: number;
  readonly ropeTheta: number;
  readonly ropeScaling: Llama3Scaling | null;
  /** The head is the embedding. */
  readonly tied: boolean;
  /** Bias on q, k, v (Qwen2, or `attention_bias`). */
  readonly qkvBias: boolean;
  /** Bias on o as well (`attention_bias` of Llama). */
  readonly outBias: boolean;
  /** RMSNorm over each head of q and k before the rotation (Qwen3). */
  readonly qkNorm: boolean;
  /** Layers, from 0, that leave q and k unrotated (every fourth of SmolLM3). */
  readonly unrotated: readonly number[];
  readonly maxLength: number;
  /** Attention reaches back only so far; null: to the start. */
  readonly slidingWindow: number | null;
}

/** Frequency scaling of Llama 3.1 and later (spec 3.3). */
export interface Llama3Scaling {
  readonly factor: number;
  readonly lowFreqFactor: number;
  readonly highFreqFactor: number;
  readonly originalLength: number;
}

const count = z.int().positive();
const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  factor: z.number().positive().optional(),
  low_freq_factor: z.number().positive().optional(),
  high_freq_factor: z.number().positive().optional(),
  original_max_position_embeddings: z.number().positive().optional(),
});
const schema = z.looseObject({
  model_type: z.string(),
  vocab_size: count.max(2 ** 22),
  hidden_size: count.max(2 ** 16),
  num_hidden_layers: count.max(1024),
  num_attention_heads: count.max(1024),
  num_key_value_heads: count.nullish(),
  head_dim: count.max(1024).nullish(),
  intermediate_size: count.max(2 ** 18),
  rms_norm_eps: z.number().positive().max(1),
  max_position_embeddings: count,
  hidden_act: z.string().default('silu'),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  rope_theta: z.number().positive().nullish(),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
  sliding_window: count.nullish(),
  use_sliding_window: z.boolean().nullish(),
  /** For each layer 1, or 0 where q and k are not rotated (SmolLM3). */
  no_rope_layers: z.array(z.int().min(0).max(1)).nullish(),
  /** Left out the list: every so manyth layer is one without rotation. */
  no_rope_layer_interval: count.nullish(),
});

/**
 * Reads config.json in the dialect of transformers 4 (`rope_theta` + `rope_scaling`) or 5 (`rope_parameters`).
 * @throws UserError naming the field, or the architecture and those that are supported.
 */
export function parseModelConfig(json: unknown): ModelConfig {
  const type = typeof json === 'object' && json !== null && 'model_type' in json ? json.model_type : undefined;
  const family = typeof type === 'string' ? FAMILIES[type] : undefined;
  if (!family) {
    throw new UserError(`The architecture ${JSON.stringify(type ?? null)} is not supported.`, {
      where: 'config.json, field model_type',
      remedy: `Supported: ${Object.keys(FAMILIES).join(', ')}.`,
    });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(issue?.message ?? 'not readable', { where: `config.json, field ${issue?.path.join('.')}` });
  }
  const c = parsed.data;
  const headDim = c.head_dim ?? c.hidden_size / c.num_attention_heads;
  const kvHeads = c.num_key_value_heads ?? c.num_attention_heads;
  check(c.hidden_act === 'silu', 'hidden_act', `is ${c.hidden_act}; only silu is supported`);
  check(
    (c.no_rope_layers ?? []).length === 0 || c.no_rope_layers?.length === c.num_hidden_layers,
    'no_rope_layers',
    `has ${c.no_rope_layers?.length} entries for ${c.num_hidden_layers} layers`,
  );
  check(!c.mlp_bias, 'mlp_bias', 'is true; a bias in the MLP is not supported');
  check(Number.isInteger(headDim) && headDim % 4 === 0, 'head_dim', `is ${headDim}; a multiple of 4 is needed`);
  check(
    c.num_attention_heads % kvHeads === 0,
    'num_key_value_heads',
    `${kvHeads} does not divide num_attention_heads ${c.num_attention_heads}`,
  );
  // Kernels read four neighbours of a row at a time; a block of 64 weights may cross rows.
  check(c.hidden_size % 4 === 0, 'hidden_size', `is ${c.hidden_size}; a multiple of 4 is needed`);
  check(c.intermediate_size % 4 === 0, 'intermediate_size', `is ${c.intermediate_size}; a multiple of 4 is needed`);
  // transformers' Qwen configs leave the window off unless it is asked for; Mistral has no such switch.
  const windowed = c.use_sliding_window ?? (c.model_type !== 'qwen2' && c.model_type !== 'qwen3');
  const rope = c.rope_parameters ?? c.rope_scaling ?? {};
  return {
    family: c.model_type,
    vocabulary: c.vocab_size,
    width: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    kvHeads,
    headDim,
    mlpWidth: c.intermediate_size,
    eps: c.rms_norm_eps,
    ropeTheta: rope.rope_theta ?? c.rope_theta ?? 10000,
    ropeScaling: parseScaling(rope),
    tied: c.tie_word_embeddings,
    qkvBias: family.qkvBias || c.attention_bias,
    outBias: !family.qkvBias && c.attention_bias,
    qkNorm: family.qkNorm,
    unrotated: unrotatedLayers(c),
    maxLength: c.max_position_embeddings,
    slidingWindow: windowed ? (c.sliding_window ?? null) : null,
  };
}

/** As transformers' SmolLM3Config: the list, else every `no_rope_layer_interval`th layer (4 unless it is said). Other families have neither. */
function unrotatedLayers(c: z.infer<typeof schema>): number[] {
  const layers = Array.from({ length: c.num_hidden_layers }, (_, i) => i);
  if (c.no_rope_layers != null && c.no_rope_layers.length > 0) return layers.filter((i) => c.no_rope_layers?.[i] === 0);
  const interval = c.no_rope_layer_interval ?? (c.model_type === 'smollm3' ? 4 : null);
  return interval === null ? [] : layers.filter((i) => (i + 1) % interval === 0);
}

function check(condition: boolean, field: string, what: string): void {
  if (!condition) throw new UserError(`${field} ${what}.`, { where: 'config.json' });
}

function parseScaling(rope: z.infer<typeof ropeSchema>): Llama3Scaling | null {
  const type = rope.rope_type ?? rope.type ?? 'default';
  if (type === 'default') return null;
  if (type !== 'llama3') {
    throw new UserError(`The rotary scaling ${JSON.stringify(type)} is not supported.`, {
      where: 'config.json, rope_type',
      remedy: 'Supported: default, llama3.',
    });
  }
  const { factor, low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: original } = rope;
  if (factor === undefined || low === undefined || high === undefined || original === undefined || high <= low) {
    throw new UserError(
      'llama3 rotary scaling needs factor, low_freq_factor < high_freq_factor and original_max_position_embeddings.',
      { where: 'config.json' },
    );
  }
  return { factor, lowFreqFactor: low, highFreqFactor: high, originalLength: original };
}
