import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createEngine, type Engine } from '../../engine/engine.ts';
import type { GpuContext } from '../../engine/gpu/device.ts';
import { type ModelConfig, parseModelConfig } from '../../engine/model/config.ts';
import type { LoraSettings, NamedTensor, Precision, TensorSource, TokenRow } from '../../engine/types.ts';
import { openCheckpoint } from '../../hub/checkpoint.ts';
import { loadAdapterFolder } from '../adapterFolder.ts';
import { diskModelFiles } from '../diskModel.ts';
import type { Io } from '../io.ts';
import { type CaseFolder, int32Of, type TensorMap, tensorOf } from './caseFolder.ts';

/** A model of golden/models: config, weights and adapter_init; it has no tokenizer. */
export interface GoldenModel {
  readonly config: ModelConfig;
  readonly source: TensorSource;
  readonly doubleQuant: boolean;
  /** Of the frozen matrices' products and attention; f32 where nothing else is said. */
  readonly precision?: Precision;
  readonly lora: LoraSettings;
  readonly adapter: readonly NamedTensor[];
}

const goldenSchema = z.object({ double_quant: z.boolean() });

export async function openGoldenModel(folder: string, io: Io): Promise<GoldenModel> {
  const files = diskModelFiles(folder);
  const { source } = await openCheckpoint(files, new Set(await files.list()));
  const { lora, tensors } = await loadAdapterFolder('case', join(folder, 'adapter_init'), io);
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  return {
    config: parseModelConfig(await read('config.json')),
    source,
    doubleQuant: goldenSchema.parse(await read('golden.json')).double_quant,
    lora: { ...lora, dropout: 0 },
    adapter: tensors,
  };
}

export interface GoldenEngineOptions {
  readonly kind: 'f32' | 'nf4';
  /** Tokens of the largest set of rows that goes through at once. */
  readonly tokens: number;
  /** Longest context of generation; by default nothing is generated. */
  readonly context?: number;
  readonly training: boolean;
}

/** `f32`: the base as it is, without an adapter; `nf4`: quantised, with adapter_init. */
export function openGoldenEngine(gpu: GpuContext, model: GoldenModel, options: GoldenEngineOptions): Promise<Engine> {
  const { kind, tokens, context = 0, training } = options;
  return createEngine(gpu, {
    config: model.config,
    source: model.source,
    quantisation: kind === 'nf4' ? { kind: 'nf4', doubleQuant: model.doubleQuant } : { kind: 'none' },
    lora: kind === 'nf4' ? model.lora : null,
    ...(kind === 'nf4' && { initialAdapter: model.adapter }),
    seed: 0,
    capacity: { tokens, context },
    checkpointing: 'off',
    training,
    precision: model.precision ?? 'f32',
    trace: true,
  });
}

/** Rows of `input_ids` [B, S] as far as `attention_mask` reaches, supervised where `labels` are; without labels, nowhere. */
export function goldenRows(tensors: TensorMap): TokenRow[] {
  const [rows = 0, width = 0] = tensorOf(tensors, 'input_ids').shape;
  const ids = int32Of(tensors, 'input_ids');
  const mask = int32Of(tensors, 'attention_mask');
  const labels = tensors.has('labels') ? int32Of(tensors, 'labels') : null;
  return Array.from({ length: rows }, (_, row) => {
    const begin = row * width;
    const length = mask.subarray(begin, begin + width).reduce((sum, value) => sum + value, 0);
    return {
      ids: Uint32Array.from(ids.subarray(begin, begin + length)),
      supervised: Uint8Array.from({ length }, (_, i) => (labels !== null && labels[begin + i] !== -100 ? 1 : 0)),
    };
  });
}

/** The [M, V] rows of per-row logits [length, V] at the (row, position) pairs of `logits_index`. */
export function gatherLogits(logits: readonly Float32Array[], tensors: TensorMap, vocabulary: number): Float32Array {
  const index = int32Of(tensors, 'logits_index');
  const out = new Float32Array((index.length / 2) * vocabulary);
  for (let m = 0; m < index.length / 2; m++) {
    const from = (index[2 * m + 1] as number) * vocabulary;
    const row = logits[index[2 * m] as number] as Float32Array;
    out.set(row.subarray(from, from + vocabulary), m * vocabulary);
  }
  return out;
}

export function modelFolder(folder: CaseFolder, override: string | null): string {
  return override ?? (folder.has('config.json') ? folder.path : join(folder.path, '..'));
}
