/** The adapter alone for llama.cpp (`--lora`), beside any GGUF file of its base (spec 9.2). */
import type { ModelConfig } from '../../engine/model/config.ts';
import type { NamedTensor } from '../../engine/types.ts';
import { f32Bytes } from '../../formats/floats.ts';
import { ggufName, rotatedHeads, toGgufRows } from '../../formats/ggufNames.ts';
import { type GgufField, layoutGguf } from '../../formats/ggufWrite.ts';
import type { ExportFile } from './exportFile.ts';
import { ggufArchitectureOf } from './ggufFields.ts';
import type { AdapterParts } from './mergeAdapter.ts';

export interface GgufAdapterParams {
  readonly config: ModelConfig;
  readonly adapter: AdapterParts;
  readonly name: string;
  readonly title: string;
}

/**
 * F32 tensors `blk.0.attn_q.weight.lora_a` [rank, in] and `.lora_b` [out, rank]; rows of B are ordered as those of the weight.
 * llama.cpp scales by alpha / rank, so rsLoRA's alpha / sqrt(rank) is written as alpha sqrt(rank).
 */
export function ggufAdapterFile({ config, adapter, name, title }: GgufAdapterParams): ExportFile {
  const { alpha, rank, rslora } = adapter.lora;
  const fields: GgufField[] = [
    { key: 'general.architecture', kind: 'text', value: ggufArchitectureOf(config) },
    { key: 'general.type', kind: 'text', value: 'adapter' },
    { key: 'general.name', kind: 'text', value: title },
    { key: 'general.file_type', kind: 'u32', value: 0 },
    { key: 'adapter.type', kind: 'text', value: 'lora' },
    { key: 'adapter.lora.alpha', kind: 'f32', value: rslora ? alpha * Math.sqrt(rank) : alpha },
  ];
  const tensors = adapter.tensors.map((tensor) => ({ ...placed(tensor, config), type: 'F32' as const }));
  const { header, order, sizeBytes } = layoutGguf(fields, tensors);
  return {
    name,
    sizeBytes,
    async *chunks() {
      yield header;
      for (const { tensor, padding } of order) {
        yield tensor.bytes;
        if (padding > 0) yield new Uint8Array(padding);
      }
    },
  };
}

function placed({ name, shape, data }: NamedTensor, config: ModelConfig) {
  const [, module = '', side] = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/.exec(name) ?? [];
  const weight = ggufName(`${module}.weight`);
  if (weight === null) throw new Error(`ggufAdapterFile: "${name}" adapts no linear of a block`);
  const heads = side === 'B' ? rotatedHeads(weight, { ...config, architecture: ggufArchitectureOf(config) }) : null;
  const bytes = f32Bytes(data) as Uint8Array<ArrayBuffer>;
  return {
    name: `${weight}.lora_${side === 'A' ? 'a' : 'b'}`,
    shape,
    bytes: heads === null ? bytes : toGgufRows(bytes, shape[0] as number, heads),
  };
}
