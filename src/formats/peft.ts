/**
 * The two files of a PEFT adapter folder. `adapter_config.json` is written key for key as peft 0.21.2 does and read strictly, since an ignored
 * setting would change the model; `adapter_model.safetensors` holds f32 tensors under keys without the adapter's name.
 */
import { UserError } from '../lib/errors.ts';
import { f32Bytes, isFloatDtype, toF32 } from './floats.ts';
import { readSafetensors } from './safetensors.ts';
import { writeSafetensors } from './safetensorsWrite.ts';

/** The linears of a Llama-family block in the order of the forward pass. */
const TARGETS = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;

export type AdapterTarget = (typeof TARGETS)[number];

export interface AdapterSettings {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  readonly targets: readonly AdapterTarget[];
  /** Scaling alpha / sqrt(rank) in place of alpha / rank. */
  readonly rslora: boolean;
}

/** `name` is PEFT's key, e.g. `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`. */
export interface AdapterTensor {
  readonly name: string;
  /** lora_A [rank, in], lora_B [out, rank] */
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

const KEY = /^(base_model\.model\..+)\.lora_([AB])\.weight$/;

/** Settings that leave plain LoRA as it is when they have one of these values (PEFT's defaults); anything else is refused by name. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  alora_invocation_tokens: [null],
  alpha_pattern: [null, '{}'],
  arrow_config: [null],
  bias: ['none'],
  corda_config: [null],
  exclude_modules: [null],
  fan_in_fan_out: [false],
  init_lora_weights: [true, false, 'gaussian'], // others, like pissa, also change the base weights
  kasa_config: [null],
  layer_replication: [null],
  layers_pattern: [null],
  layers_to_transform: [null],
  loftq_config: [null, '{}'],
  lora_bias: [false],
  lora_ga_config: [null],
  modules_to_save: [null],
  monteclora_config: [null],
  rank_pattern: [null, '{}'],
  target_parameters: [null],
  trainable_token_indices: [null],
  use_bdlora: [null, false],
  use_dora: [false],
  use_qalora: [false],
  velora_config: [null],
};

/** The file's text: keys sorted, 2 spaces, no final newline, ASCII only, as Python's json writes it. Targets are sorted; PEFT's are a set. */
export function adapterConfigJson(params: { baseModel: string; lora: AdapterSettings }): string {
  const { baseModel, lora } = params;
  const config = {
    alora_invocation_tokens: null,
    alpha_pattern: {},
    arrow_config: null,
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    bias: 'none',
    corda_config: null,
    ensure_weight_tying: false,
    eva_config: null,
    exclude_modules: null,
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    kasa_config: null,
    layer_replication: null,
    layers_pattern: null,
    layers_to_transform: null,
    loftq_config: {},
    lora_alpha: lora.alpha,
    lora_bias: false,
    lora_dropout: lora.dropout,
    lora_ga_config: null,
    megatron_config: null,
    megatron_core: 'megatron.core',
    modules_to_save: null,
    monteclora_config: null,
    peft_type: 'LORA',
    peft_version: '0.21.2',
    qalora_group_size: 16,
    r: lora.rank,
    rank_pattern: {},
    revision: null,
    target_modules: lora.targets.toSorted(),
    target_parameters: null,
    task_type: 'CAUSAL_LM',
    trainable_token_indices: null,
    use_bdlora: null,
    use_dora: false,
    use_qalora: false,
    use_rslora: lora.rslora,
    velora_config: null,
  };
  const text = JSON.stringify(config, null, 2).replace(/[\u007f-\uffff]/g, unicodeEscape);
  // lora_dropout is a float in Python, and a whole one prints as 0.0.
  return Number.isInteger(lora.dropout) ? text.replace(/("lora_dropout": \d+),/, '$1.0,') : text;
}

export interface AdapterConfig extends AdapterSettings {
  readonly baseModel: string | null;
}

/**
 * Reads the file of any PEFT version. Left-out keys have PEFT's defaults; `targets` come back in the order of the forward pass.
 * @param modules the adapted modules by their paths, for files that give targets as a pattern or as paths; else they are refused.
 * @throws UserError naming file and field for anything that plain LoRA on the seven linears cannot express.
 */
export function parseAdapterConfig(
  text: string,
  where = 'adapter_config.json',
  modules: readonly string[] | null = null,
): AdapterConfig {
  const config = parseObject(text, where);
  if (config['peft_type'] !== 'LORA') {
    throw new UserError(`peft_type is ${JSON.stringify(config['peft_type'])}, only "LORA" is supported`, { where });
  }
  for (const [key, allowed] of Object.entries(NEUTRAL)) {
    const value = config[key];
    const comparable = isEmptyObject(value) ? '{}' : value;
    if (value === undefined || allowed.includes(comparable)) continue;
    throw new UserError(`${key} is ${JSON.stringify(value)}, which is not supported`, {
      where,
      remedy: 'Only plain LoRA on the linear layers of the blocks is.',
    });
  }
  const rank = numberIn(config, 'r', 8, where);
  if (!Number.isInteger(rank) || rank < 1) throw new UserError(`r is ${rank}, expected a whole number >= 1`, { where });
  const alpha = numberIn(config, 'lora_alpha', 8, where);
  const dropout = numberIn(config, 'lora_dropout', 0, where);
  if (dropout < 0 || dropout >= 1) throw new UserError(`lora_dropout is ${dropout}, expected 0 <= p < 1`, { where });
  const rslora = config['use_rslora'] ?? false;
  if (typeof rslora !== 'boolean') throw new UserError('use_rslora is not true or false', { where });
  const baseModel = config['base_model_name_or_path'] ?? null;
  if (baseModel !== null && typeof baseModel !== 'string') {
    throw new UserError('base_model_name_or_path is not a text', { where });
  }
  return { rank, alpha, dropout, targets: parseTargets(config['target_modules'], where, modules), rslora, baseModel };
}

/**
 * Both files of an adapter, judged together: the rank of the config against that of the tensors, targets against the modules that have
 * tensors. Whether they fit a model is the engine's to say. @throws UserError naming file and field or tensor.
 */
export function parseAdapter(
  configText: string,
  weights: Uint8Array,
  where = { config: 'adapter_config.json', weights: 'adapter_model.safetensors' },
): { readonly config: AdapterConfig; readonly tensors: AdapterTensor[] } {
  const tensors = readAdapter(weights, where.weights);
  const modules = tensors.map(({ name }) =>
    name.replace(/^base_model\.model\./, '').replace(/\.lora_[AB]\.weight$/, ''),
  );
  const config = parseAdapterConfig(configText, where.config, modules);
  const other = tensors.find(({ name, shape }) => shape[name.endsWith('.lora_A.weight') ? 0 : 1] !== config.rank);
  if (other !== undefined) {
    throw new UserError(`has shape [${other.shape}], but the config says rank ${config.rank}`, {
      where: `${where.weights}: tensor "${other.name}"`,
      remedy: 'The files do not belong together: download or export the adapter again.',
    });
  }
  const stray = modules.find((path) => !config.targets.some((target) => path.endsWith(`.${target}`)));
  if (stray !== undefined) {
    throw new UserError(`${stray} is adapted, but target_modules does not name it`, {
      where: where.weights,
      remedy: 'The files do not belong together: download or export the adapter again.',
    });
  }
  return { config, tensors };
}

/** The bytes of `adapter_model.safetensors`, equal to what PEFT's save_pretrained writes for the same numbers. */
export function writeAdapter(tensors: readonly AdapterTensor[]): Uint8Array<ArrayBuffer> {
  const stored = tensors.map(({ name, shape, data }) => ({
    name,
    dtype: 'F32' as const,
    shape,
    bytes: f32Bytes(data),
  }));
  return writeSafetensors(stored, { format: 'pt' });
}

/**
 * Reads `adapter_model.safetensors` (f32, f16 or bf16; all become f32). Checked: only LoRA pairs A and B of matching rank; whether they fit
 * a model is the engine's to say.
 * @throws UserError naming file and tensor.
 */
export function readAdapter(bytes: Uint8Array, where = 'adapter_model.safetensors'): AdapterTensor[] {
  const { tensors } = readSafetensors(bytes, where);
  const ranks = new Map<string, { A?: number; B?: number }>();
  const adapter: AdapterTensor[] = [];
  for (const [name, { dtype, shape, bytes: data }] of tensors) {
    const tensorWhere = `${where}: tensor "${name}"`;
    const match = KEY.exec(name);
    if (match === null) {
      throw new UserError('not the A or B matrix of a LoRA pair', {
        where: tensorWhere,
        remedy: 'Only plain LoRA adapters are supported (no DoRA, no embeddings, no saved modules).',
      });
    }
    if (shape.length !== 2)
      throw new UserError(`a LoRA matrix has 2 dimensions, this one [${shape}]`, { where: tensorWhere });
    if (!isFloatDtype(dtype))
      throw new UserError(`dtype ${dtype} holds no floating-point numbers`, { where: tensorWhere });
    const [, module = '', side] = match;
    const rank = ranks.get(module) ?? {};
    if (side === 'A') rank.A = shape[0] as number;
    else rank.B = shape[1] as number;
    ranks.set(module, rank);
    adapter.push({ name, shape, data: toF32(dtype, data).slice() }); // a copy: the file's buffer need not live on
  }
  if (adapter.length === 0) throw new UserError('the adapter holds no tensors', { where });
  for (const [module, { A, B }] of ranks) {
    if (A === B) continue;
    const what =
      A === undefined || B === undefined ? 'has only one half of its LoRA pair' : `has rank ${A} in A but ${B} in B`;
    throw new UserError(`${module} ${what}`, { where });
  }
  return adapter;
}

function parseTargets(value: unknown, where: string, modules: readonly string[] | null): AdapterTarget[] {
  if (value === undefined || value === null) return ['q_proj', 'v_proj']; // PEFT's choice for llama, qwen and mistral
  if (value === 'all-linear') return [...TARGETS];
  const remedy = `Supported: a list out of ${TARGETS.join(', ')}.`;
  const isPattern =
    typeof value === 'string' || (Array.isArray(value) && value.some((name) => String(name).includes('.')));
  if (isPattern && modules !== null) return targetsOf(modules, where, remedy);
  if (!Array.isArray(value) || value.length === 0) {
    throw new UserError(`target_modules is ${JSON.stringify(value)}`, { where, remedy });
  }
  const unknown = value.find((name) => !(TARGETS as readonly unknown[]).includes(name));
  if (unknown !== undefined) throw new UserError(`target_modules names ${JSON.stringify(unknown)}`, { where, remedy });
  return TARGETS.filter((target) => value.includes(target));
}

/** What a pattern matched, read off the tensors: PEFT saves one pair for each module that it did. */
function targetsOf(modules: readonly string[], where: string, remedy: string): AdapterTarget[] {
  const names = new Set(modules.map((path) => path.slice(path.lastIndexOf('.') + 1)));
  const unknown = [...names].find((name) => !(TARGETS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UserError(`target_modules also matches "${unknown}"`, { where, remedy });
  return TARGETS.filter((target) => names.has(target));
}

function parseObject(text: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError('not valid JSON', { where, cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError('not a JSON object', { where });
  }
  return value as Record<string, unknown>;
}

function numberIn(config: Record<string, unknown>, key: string, fallback: number, where: string): number {
  const value = config[key] ?? fallback;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new UserError(`${key} is ${JSON.stringify(value)}, expected a number`, { where });
  }
  return value;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
