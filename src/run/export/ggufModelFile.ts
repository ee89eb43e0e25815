/** A whole model as one GGUF file: matrices in F16 or Q8_0, norms and biases in F32, tokenizer and chat template in its metadata. */
import type { ModelConfig } from '../../engine/model/config.ts';
import { rotaryDivisors } from '../../engine/model/rope.ts';
import type { TensorSource } from '../../engine/types.ts';
import { encodeTensor } from '../../formats/encodeTensor.ts';
import { isFloatDtype } from '../../formats/floats.ts';
import { ggufName, ROPE_FREQS, rotatedHeads, toGgufRows } from '../../formats/ggufNames.ts';
import { Q8_0_WEIGHTS } from '../../formats/ggufQ8.ts';
import { type GgufTensorShape, layoutGguf } from '../../formats/ggufWrite.ts';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { UserError } from '../../lib/errors.ts';
import { toGgufVocabulary } from '../../text/toGgufVocabulary.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import type { ExportFile } from './exportFile.ts';
import { ggufArchitectureOf, ggufModelFields, ggufTokenizerFields } from './ggufFields.ts';

export interface GgufModelParams {
  readonly model: LoadedModel;
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  /** The weights to write; those of the model, or merged ones. */
  readonly source: TensorSource;
  readonly type: 'F16' | 'Q8_0';
  readonly name: string;
  /** `general.name` */
  readonly title: string;
}

interface PlannedTensor extends GgufTensorShape {
  readonly type: 'F32' | 'F16' | 'Q8_0';
  bytes(signal?: AbortSignal): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** @throws UserError for a tokenizer or a tensor that GGUF has no name for. */
export function ggufModelFile(params: GgufModelParams): ExportFile {
  const { model, config, tokenizer, type, name, title } = params;
  const vocabulary = toGgufVocabulary(model.tokenizerJson, tokenizer, config.vocabulary);
  const fields = [
    ...ggufModelFields(config, { name: title, licence: model.licence, type }),
    ...ggufTokenizerFields(vocabulary),
  ];
  const tensors = [...ropeDivisors(config), ...params.source.tensors.map((info) => planTensor(info, params))];
  const { header, order, sizeBytes } = layoutGguf(fields, tensors);
  return {
    name,
    sizeBytes,
    async *chunks(signal) {
      yield header;
      for (const { tensor, padding } of order) {
        yield* tensor.bytes(signal);
        if (padding > 0) yield new Uint8Array(padding);
      }
    },
  };
}

function planTensor(info: TensorSource['tensors'][number], { source, config, type }: GgufModelParams): PlannedTensor {
  const { name: hfName, dtype, shape } = info;
  const name = ggufName(hfName);
  if (name === null) throw new UserError('has no name in GGUF', { where: `tensor "${hfName}"` });
  if (!isFloatDtype(dtype)) throw new UserError(`dtype ${dtype} cannot be exported`, { where: `tensor "${hfName}"` });
  const stored = shape.length < 2 ? 'F32' : type === 'Q8_0' && (shape[1] as number) % Q8_0_WEIGHTS !== 0 ? 'F16' : type;
  const heads = rotatedHeads(name, { ...config, architecture: ggufArchitectureOf(config) });
  return {
    name,
    type: stored,
    shape,
    async *bytes(signal) {
      const raw = await source.read(hfName, signal);
      // Rows of a tensor move as whole, in whatever type they are stored.
      const ordered = heads === null ? raw : toGgufRows(raw, shape[0] as number, heads);
      yield* encodeTensor(dtype, ordered, stored, hfName);
    },
  };
}

/** Llama 3's scaling is a tensor in GGUF: what each rotary frequency is divided by. */
function ropeDivisors(config: ModelConfig): PlannedTensor[] {
  if (config.ropeScaling === null) return [];
  const divisors = rotaryDivisors(config);
  return [
    {
      name: ROPE_FREQS,
      type: 'F32',
      shape: [divisors.length],
      async *bytes() {
        yield new Uint8Array(divisors.buffer);
      },
    },
  ];
}
