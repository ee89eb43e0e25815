/** A whole model in Hugging Face's layout: config, tokenizer, and weights as one safetensors file or several. */
import type { TensorInfo, TensorSource } from '../../engine/types.ts';
import { encodeTensor } from '../../formats/encodeTensor.ts';
import { isFloatDtype } from '../../formats/floats.ts';
import { byteSize } from '../../formats/safetensors.ts';
import { layoutSafetensors } from '../../formats/safetensorsWrite.ts';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { UserError } from '../../lib/errors.ts';
import { bytesFile, type ExportFile, jsonFile } from './exportFile.ts';

export type WeightDtype = 'F16' | 'BF16' | 'F32';

export interface SafetensorsModelParams {
  readonly model: LoadedModel;
  /** The weights to write; those of the model, or merged ones. */
  readonly source: TensorSource;
  readonly dtype: WeightDtype;
  /** No weight file is larger, unless one tensor alone is. */
  readonly maxShardBytes: number;
  /** Folder of the files, with a slash at its end. */
  readonly folder: string;
}

export function safetensorsModel(params: SafetensorsModelParams): ExportFile[] {
  const { model, folder, dtype } = params;
  return [...smallFiles(model, folder, exportedConfig(model.configJson, dtype)), ...weightFiles(params)];
}

/** Everything of a model folder but the weights. */
export function smallFiles(model: LoadedModel, folder: string, config: unknown): ExportFile[] {
  const file = (name: string, value: unknown) => (value === null ? [] : [jsonFile(`${folder}${name}`, value)]);
  return [
    ...file('config.json', config),
    ...file('generation_config.json', model.generationConfig),
    ...file('tokenizer.json', model.tokenizerJson),
    ...file('tokenizer_config.json', exportedTokenizerConfig(model.tokenizerConfig)),
    ...(model.chatTemplate === null ? [] : [bytesFile(`${folder}chat_template.jinja`, model.chatTemplate)]),
  ];
}

/** The type in which a model's matrices are written when nothing else is asked for: its own 16-bit type, else F16. */
export function naturalDtype({ tensors }: Pick<TensorSource, 'tensors'>): 'F16' | 'BF16' {
  const matrices = tensors.filter(({ shape }) => shape.length === 2);
  return matrices.some(({ dtype }) => dtype === 'BF16') ? 'BF16' : 'F16';
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  llama: 'LlamaForCausalLM',
  mistral: 'MistralForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
};

/** config.json for weights that are not quantised; the dtype stands where the dialect of the file has it. */
function exportedConfig(configJson: unknown, dtype: WeightDtype): unknown {
  const {
    quantization_config: _,
    dtype: newName,
    torch_dtype: oldName,
    ...config
  } = configJson as Record<string, unknown>;
  const name = { F16: 'float16', BF16: 'bfloat16', F32: 'float32' }[dtype];
  const key = newName !== undefined && oldName === undefined ? 'dtype' : 'torch_dtype';
  const architecture = ARCHITECTURES[String(config['model_type'])];
  return { ...(architecture && { architectures: [architecture] }), ...config, [key]: name };
}

/** A config that came from a GGUF file does not say which class of transformers reads it. */
function exportedTokenizerConfig(config: unknown): unknown {
  const given = typeof config === 'object' && config !== null ? config : {};
  return { tokenizer_class: 'PreTrainedTokenizerFast', clean_up_tokenization_spaces: false, ...given };
}

function weightFiles({ source, dtype, maxShardBytes, folder }: SafetensorsModelParams): ExportFile[] {
  const stored = new Map(source.tensors.map((tensor) => [tensor.name, tensor.dtype]));
  const tensors = source.tensors.map((tensor): TensorInfo => ({ ...tensor, dtype }));
  const shards = cutShards(tensors, maxShardBytes);
  const names = shards.map((_, i) => shardName(i, shards.length));
  const files = shards.map((shard, i): ExportFile => {
    const { header, order, sizeBytes } = layoutSafetensors(shard, { format: 'pt' });
    return {
      name: `${folder}${names[i]}`,
      sizeBytes,
      async *chunks(signal) {
        yield header;
        for (const { name } of order) {
          const from = stored.get(name) ?? 'F32';
          if (!isFloatDtype(from)) throw new UserError(`dtype ${from} cannot be exported`, { where: name });
          yield* encodeTensor(from, await source.read(name, signal), dtype, name);
        }
      },
    };
  });
  if (shards.length === 1) return files;
  const weightMap = shards.flatMap((shard, i) => shard.map(({ name }) => [name, names[i]] as const));
  const totalSize = tensors.reduce((sum, { shape }) => sum + byteSize(dtype, shape), 0);
  const index = {
    metadata: { total_size: totalSize },
    weight_map: Object.fromEntries(weightMap.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return [...files, jsonFile(`${folder}model.safetensors.index.json`, index)];
}

function shardName(index: number, count: number): string {
  if (count === 1) return 'model.safetensors';
  const number = (value: number) => String(value).padStart(5, '0');
  return `model-${number(index + 1)}-of-${number(count)}.safetensors`;
}

function cutShards(tensors: readonly TensorInfo[], maxBytes: number): TensorInfo[][] {
  const shards: TensorInfo[][] = [[]];
  let size = 0;
  for (const tensor of tensors) {
    const bytes = byteSize(tensor.dtype, tensor.shape);
    if (size > 0 && size + bytes > maxBytes) {
      shards.push([]);
      size = 0;
    }
    (shards.at(-1) as TensorInfo[]).push(tensor);
    size += bytes;
  }
  return shards;
}
