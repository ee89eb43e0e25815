import { UserError } from '../../lib/errors.ts';
import { type Bindable, type BufferRef, persistentBuffer, slice } from '../gpu/buffers.ts';
import type { VocabularyShard } from '../ops/embed.ts';
import { type DenseDtype, denseBytes, type Weight } from '../ops/weight.ts';
import type { LinearName, TensorInfo, TensorSource } from '../types.ts';
import type { ModelConfig } from './config.ts';
import { hasBias, LINEARS, linearPath, linearShape, STACKS, type StackName } from './linears.ts';
import { stackWeights } from './stackWeights.ts';

/** How the linears of the blocks are held; embedding, head and norms are never quantised (spec 1.7). */
export type Quantisation = { readonly kind: 'nf4'; readonly doubleQuant: boolean } | { readonly kind: 'none' };

export interface LayerWeights {
  readonly inputNorm: BufferRef;
  readonly postNorm: BufferRef;
  readonly linears: Readonly<Record<LinearName, Weight>>;
  /** The linears of a stack as one matrix, whose buffers theirs are ranges of; null where they lie apart. */
  readonly stacks: Readonly<Record<StackName, Weight | null>>;
  readonly biases: Readonly<Partial<Record<LinearName, Bindable>>>;
  /** Those of q, k and v one behind another, where they can be; null also without biases. */
  readonly stackedBias: BufferRef | null;
  /** Per-head norms of Qwen3; null elsewhere. */
  readonly qNorm: BufferRef | null;
  readonly kNorm: BufferRef | null;
}

/** One tensor of the checkpoint on its way to the GPU. */
export type Upload =
  | { readonly kind: 'nf4'; readonly tensor: string; readonly weight: Weight & { kind: 'nf4' } }
  | { readonly kind: 'dense'; readonly tensor: string; readonly shards: readonly VocabularyShard[] }
  | { readonly kind: 'vector'; readonly tensor: string; readonly buffer: Bindable };

export interface ModelWeights {
  readonly embedding: readonly VocabularyShard[];
  readonly head: readonly VocabularyShard[];
  readonly finalNorm: BufferRef;
  readonly layers: readonly LayerWeights[];
  /** The 16 NF4 levels. */
  readonly levels: BufferRef;
  readonly uploads: readonly Upload[];
}

const DENSE: Readonly<Record<string, DenseDtype>> = { F32: 'f32', F16: 'f16', BF16: 'bf16' };

/**
 * Declares every weight buffer from the config and the checkpoint's list of tensors; nothing is read or allocated.
 * @throws UserError naming a tensor that is missing, has another shape or an unsupported dtype.
 */
export function declareWeights(
  config: ModelConfig,
  source: Pick<TensorSource, 'tensors'>,
  quantisation: Quantisation,
  maxBindingBytes: number,
): ModelWeights {
  const infos = new Map(source.tensors.map((t) => [t.name, t]));
  const uploads: Upload[] = [];
  const levels = persistentBuffer('weights 4-bit/levels', 64);

  const vectorInto = <B extends Bindable>(buffer: B, tensor: string, size: number): B => {
    expectTensor(infos, tensor, [size]);
    uploads.push({ kind: 'vector', tensor, buffer });
    return buffer;
  };
  const vector = (tensor: string, size: number): BufferRef =>
    vectorInto(persistentBuffer(`norms and biases/${tensor}`, size * 4), tensor, size);
  // As their matrices, the biases of q, k and v lie one behind another where each of them begins where a binding may.
  const qkvBias = (layer: number): { whole: BufferRef | null; parts: Map<LinearName, Bindable> } => {
    const sizes = STACKS.qkv.map((name) => linearShape(config, name)[0]);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const aligned = hasBias(config, 'q_proj') && sizes.every((size) => size % 64 === 0);
    const whole = aligned ? persistentBuffer(`norms and biases/model.layers.${layer}.qkv.bias`, total * 4) : null;
    const parts = new Map<LinearName, Bindable>();
    let begin = 0;
    for (const [i, name] of STACKS.qkv.entries()) {
      const size = sizes[i] as number;
      if (whole) parts.set(name, slice(whole, begin, size));
      begin += size;
    }
    return { whole, parts };
  };
  const matrix = (purpose: string, tensor: string, shape: readonly [number, number]): VocabularyShard[] => {
    const shards = shardRows(purpose, tensor, shape, expectTensor(infos, tensor, shape), maxBindingBytes);
    uploads.push({ kind: 'dense', tensor, shards });
    return shards;
  };
  // The linears of a stack share buffers where their storage and their sizes allow it.
  const stack = (layer: number, name: StackName): { whole: Weight | null; parts: Map<LinearName, Weight> } => {
    const parts = new Map<LinearName, Weight>();
    const names: readonly LinearName[] = STACKS[name];
    const infosOf = names.map((linear) => expectTensor(infos, weightPath(layer, linear), linearShape(config, linear)));
    const dtype = infosOf[0]?.dtype;
    const nf4 = quantisation.kind === 'nf4';
    if (!nf4 && infosOf.some((info) => info.dtype !== dtype)) return { whole: null, parts };
    const stacked = stackWeights(
      `model.layers.${layer}.${name}`,
      nf4 ? { kind: 'nf4', levels } : { kind: 'dense', dtype: DENSE[dtype as string] as DenseDtype },
      { outputs: names.map((linear) => linearShape(config, linear)[0]), inFeatures: config.width },
      maxBindingBytes,
    );
    for (const [i, part] of stacked?.parts.entries() ?? []) parts.set(names[i] as LinearName, part);
    return { whole: stacked?.whole ?? null, parts };
  };
  const linear = (layer: number, name: LinearName, stacked: Weight | undefined): Weight => {
    const tensor = weightPath(layer, name);
    const shape = linearShape(config, name);
    if (stacked) {
      if (stacked.kind === 'nf4') uploads.push({ kind: 'nf4', tensor, weight: stacked });
      else uploads.push({ kind: 'dense', tensor, shards: [{ weight: stacked, rowBegin: 0 }] });
      return stacked;
    }
    const [outFeatures, inFeatures] = shape;
    if (quantisation.kind === 'none') {
      const shards = matrix('weights', tensor, shape);
      if (shards.length > 1)
        throw new UserError(`${tensor} does not fit one GPU buffer of ${maxBindingBytes} bytes.`, {
          remedy: 'Load the model in 4 bit.',
        });
      return (shards[0] as VocabularyShard).weight;
    }
    expectTensor(infos, tensor, shape);
    const weights = outFeatures * inFeatures;
    const weight = {
      kind: 'nf4',
      outFeatures,
      inFeatures,
      codes: persistentBuffer(`weights 4-bit/${tensor}`, weights / 2),
      absmax: persistentBuffer(`weights 4-bit/${tensor}.absmax`, Math.ceil(weights / 64) * 4),
      levels,
    } as const;
    uploads.push({ kind: 'nf4', tensor, weight });
    return weight;
  };

  const { width: D, vocabulary: V, headDim } = config;
  const embedding = matrix('embedding', 'model.embed_tokens.weight', [V, D]);
  const layers = Array.from({ length: config.layers }, (_, layer): LayerWeights => {
    const prefix = `model.layers.${layer}`;
    const biases: Partial<Record<LinearName, Bindable>> = {};
    const sharedBias = qkvBias(layer);
    const qkv = stack(layer, 'qkv');
    const gateUp = stack(layer, 'gateUp');
    const stacked = (name: LinearName) => qkv.parts.get(name) ?? gateUp.parts.get(name);
    for (const name of LINEARS) {
      if (!hasBias(config, name)) continue;
      const [tensor, size] = [`${linearPath(layer, name)}.bias`, linearShape(config, name)[0]];
      const part = sharedBias.parts.get(name);
      biases[name] = part ? vectorInto(part, tensor, size) : vector(tensor, size);
    }
    return {
      inputNorm: vector(`${prefix}.input_layernorm.weight`, D),
      postNorm: vector(`${prefix}.post_attention_layernorm.weight`, D),
      linears: Object.fromEntries(LINEARS.map((name) => [name, linear(layer, name, stacked(name))])) as Record<
        LinearName,
        Weight
      >,
      stacks: { qkv: qkv.whole, gateUp: gateUp.whole },
      biases,
      stackedBias: sharedBias.whole,
      qNorm: config.qkNorm ? vector(`${prefix}.self_attn.q_norm.weight`, headDim) : null,
      kNorm: config.qkNorm ? vector(`${prefix}.self_attn.k_norm.weight`, headDim) : null,
    };
  });
  const finalNorm = vector('model.norm.weight', D);
  const head = config.tied ? embedding : matrix('head', 'lm_head.weight', [V, D]);
  return { embedding, head, finalNorm, layers, levels, uploads };
}

function weightPath(layer: number, name: LinearName): string {
  return `${linearPath(layer, name)}.weight`;
}

function expectTensor(infos: ReadonlyMap<string, TensorInfo>, name: string, shape: readonly number[]): TensorInfo {
  const info = infos.get(name);
  if (!info)
    throw new UserError(`The checkpoint has no tensor ${name}.`, {
      remedy: 'Check that config.json belongs to these weights.',
    });
  if (info.shape.join() !== shape.join())
    throw new UserError(`${name} has shape [${info.shape}], config.json says [${shape}].`);
  if (!DENSE[info.dtype]) throw new UserError(`${name} has dtype ${info.dtype}; F32, F16 and BF16 can be read.`);
  return info;
}

/** Cuts a matrix by rows into pieces of at most `maxBindingBytes`; a multiple of 4 rows each, so that logit columns stay aligned. */
function shardRows(
  purpose: string,
  tensor: string,
  [rows, columns]: readonly [number, number],
  info: TensorInfo,
  maxBindingBytes: number,
): VocabularyShard[] {
  const dtype = DENSE[info.dtype] as DenseDtype;
  const rowBytes = columns * denseBytes(dtype);
  const rowsPerShard = Math.min(rows, Math.floor(maxBindingBytes / rowBytes / 4) * 4);
  if (rowsPerShard < 4 && rows > rowsPerShard)
    throw new UserError(`A row of ${tensor} does not fit a GPU binding of ${maxBindingBytes} bytes.`);
  const shards: VocabularyShard[] = [];
  for (let rowBegin = 0; rowBegin < rows; rowBegin += rowsPerShard) {
    const outFeatures = Math.min(rowsPerShard, rows - rowBegin);
    const data = persistentBuffer(`${purpose}/${tensor}.${rowBegin}`, outFeatures * rowBytes);
    shards.push({ weight: { kind: 'dense', dtype, outFeatures, inFeatures: columns, data }, rowBegin });
  }
  return shards;
}
