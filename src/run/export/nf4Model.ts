/** The base in 4 bits as bitsandbytes stores it: what training ran on. transformers loads it, and so do we, without quantising again. */
import { parseModelConfig } from '../../engine/model/config.ts';
import { LINEARS, linearPath } from '../../engine/model/linears.ts';
import type { TensorSource } from '../../engine/types.ts';
import {
  type PartName,
  partNames,
  type QuantState,
  quantStateText,
  type SourceDtype,
  storedBytes,
  storedShapes,
} from '../../formats/bitsandbytes.ts';
import { isFloatDtype } from '../../formats/floats.ts';
import { type Nf4Tensor, quantiseNf4Bytes } from '../../formats/nf4.ts';
import { layoutSafetensors, type TensorShape } from '../../formats/safetensorsWrite.ts';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { UserError } from '../../lib/errors.ts';
import type { ExportFile } from './exportFile.ts';

/** Room for the JSON text of a weight whose scales are not known yet; the rest is spaces, which JSON allows. */
const STATE_BYTES = 256;

const NOTHING = {
  weight: '',
  tensor: { shape: [0, 0] as const, packed: new Uint8Array(), absmax: new Float32Array(), nested: null },
};

interface Placed extends TensorShape {
  /** The weight that the tensor is a part of; null: a tensor that is stored as it is. */
  readonly weight: string | null;
  readonly part: PartName | null;
}

export function nf4WeightFile(model: LoadedModel, doubleQuant: boolean, name: string): ExportFile {
  const known = storedStates(model.tensors);
  const weights = linearNames(model);
  const states = known ?? plannedStates(model.tensors, weights, doubleQuant);
  const plain: Placed[] = [];
  const parts: Placed[] = [];
  for (const tensor of model.tensors.tensors) {
    const state = states.get(tensor.name);
    if (state === undefined) plain.push({ ...tensor, weight: null, part: null });
    else parts.push(...placeParts(tensor.name, state, known === null ? STATE_BYTES : quantStateText(state).length));
  }
  // What was loaded in 4 bits is saved byte for byte; what is quantised now is written weight by weight, so that each is made once.
  const { header, order, sizeBytes } = layoutSafetensors([...plain, ...parts], { format: 'pt' }, known !== null);
  return {
    name,
    sizeBytes,
    async *chunks(signal) {
      yield header;
      let held: { readonly weight: string; readonly tensor: Nf4Tensor } = NOTHING;
      for (const placed of order) {
        if (placed.weight === null || placed.part === null) {
          yield await model.tensors.read(placed.name, signal);
          continue;
        }
        if (held.weight !== placed.weight)
          held = { weight: placed.weight, tensor: await readNf4(model.tensors, placed.weight, doubleQuant, signal) };
        const state = states.get(placed.weight) as QuantState;
        const bytes = storedBytes(placed.part, held.tensor, stateText(state, held.tensor, known === null));
        yield new Uint8Array(bytes);
      }
    },
  };
}

/**
 * `quantization_config` of config.json for such a file. What belongs to 8 bits is left out: transformers wants its threshold written as 6.0,
 * which JSON here cannot.
 */
export function nf4Config(doubleQuant: boolean): Record<string, unknown> {
  return {
    bnb_4bit_compute_dtype: 'float32',
    bnb_4bit_quant_storage: 'uint8',
    bnb_4bit_quant_type: 'nf4',
    bnb_4bit_use_double_quant: doubleQuant,
    load_in_4bit: true,
    load_in_8bit: false,
    quant_method: 'bitsandbytes',
  };
}

function storedStates(source: TensorSource): ReadonlyMap<string, QuantState> | null {
  return 'states' in source ? (source.states as ReadonlyMap<string, QuantState>) : null;
}

function linearNames({ configJson }: LoadedModel): string[] {
  const { layers } = parseModelConfig(configJson);
  return Array.from({ length: layers }, (_, layer) =>
    LINEARS.map((name) => `${linearPath(layer, name)}.weight`),
  ).flat();
}

function plannedStates(
  source: TensorSource,
  weights: readonly string[],
  doubleQuant: boolean,
): Map<string, QuantState> {
  const infos = new Map(source.tensors.map((tensor) => [tensor.name, tensor]));
  return new Map(
    weights.map((name) => {
      const info = infos.get(name);
      if (info === undefined || info.shape.length !== 2 || !isFloatDtype(info.dtype) || info.dtype === 'F64')
        throw new UserError('is missing or no matrix of F32, F16 or BF16', { where: `tensor "${name}"` });
      const shape = info.shape as unknown as readonly [number, number];
      return [name, { dtype: info.dtype satisfies SourceDtype, shape, nestedOffset: doubleQuant ? 0 : null }];
    }),
  );
}

/** The parts of a weight, f32 ones first, so that none lies at an odd address. */
function placeParts(weight: string, state: QuantState, stateBytes: number): Placed[] {
  const byName = new Map(Object.entries(partNames(weight)).map(([part, name]) => [name, part as PartName]));
  return storedShapes(weight, state, stateBytes)
    .map((shape): Placed => ({ ...shape, weight, part: byName.get(shape.name) as PartName }))
    .sort((a, b) => Number(a.dtype === 'U8') - Number(b.dtype === 'U8'));
}

function stateText(state: QuantState, { nested }: Nf4Tensor, padded: boolean): string {
  if (!padded) return quantStateText(state);
  return quantStateText({ ...state, nestedOffset: nested === null ? null : nested.offset }).padEnd(STATE_BYTES);
}

async function readNf4(
  source: TensorSource,
  name: string,
  doubleQuant: boolean,
  signal?: AbortSignal,
): Promise<Nf4Tensor> {
  if (source.readNf4 !== undefined) return source.readNf4(name, { doubleQuant }, signal);
  const info = source.tensors.find((tensor) => tensor.name === name);
  if (info === undefined || !isFloatDtype(info.dtype))
    throw new UserError('is no matrix of floats', { where: `tensor "${name}"` });
  const shape = info.shape as unknown as readonly [number, number];
  return quantiseNf4Bytes(info.dtype, await source.read(name, signal), shape, { doubleQuant });
}
