/** Checkpoints whose linears are stored in 4 bits already (bitsandbytes NF4), used as they are. */
import type { TensorInfo, TensorSource } from '../engine/types.ts';
import {
  type PartName,
  parseQuantState,
  partNames,
  type QuantState,
  readStoredNf4,
  STATE_SUFFIX,
} from '../formats/bitsandbytes.ts';
import { f32Bytes } from '../formats/floats.ts';
import { dequantiseNf4, type Nf4Tensor } from '../formats/nf4.ts';
import type { SafetensorsTensor } from '../formats/safetensors.ts';
import { UserError } from '../lib/errors.ts';
import { isJsonObject } from './jsonFile.ts';

/** How the linears of a checkpoint are stored, as its config says; null: not quantised. @throws UserError naming another method. */
export function storedQuantisation(configJson: unknown, where: string): 'nf4' | null {
  const config = isJsonObject(configJson) ? configJson['quantization_config'] : undefined;
  if (config === undefined || config === null) return null;
  const { quant_method: method, load_in_4bit: fourBit, bnb_4bit_quant_type: type } = isJsonObject(config) ? config : {};
  if (method === 'bitsandbytes' && fourBit === true && type === 'nf4') return 'nf4';
  const name = method === 'bitsandbytes' ? `bitsandbytes ${fourBit === true ? String(type) : '8 bit'}` : String(method);
  throw new UserError(`the model is quantised with ${name}`, {
    where: `${where}: quantization_config`,
    remedy: 'Take the version that is not quantised, or one in bitsandbytes NF4.',
  });
}

export interface PrequantisedSource extends TensorSource {
  readonly readNf4: NonNullable<TensorSource['readNf4']>;
  readonly doubleQuant: boolean;
  readonly states: ReadonlyMap<string, QuantState>;
}

/**
 * The stored matrices under their weights' names, as NF4 (`readNf4`) or widened to F32 (`read`); all other tensors as they are.
 * @throws UserError naming the tensor that is missing, damaged, or of another kind.
 */
export async function prequantisedSource(stored: TensorSource, where: string): Promise<PrequantisedSource> {
  const infos = new Map(stored.tensors.map((tensor) => [tensor.name, tensor]));
  const states = new Map<string, QuantState>();
  for (const { name } of stored.tensors) {
    if (!name.endsWith(STATE_SUFFIX)) continue;
    const text = new TextDecoder().decode(await stored.read(name));
    states.set(name.slice(0, -STATE_SUFFIX.length), parseQuantState(text, `${where}: tensor "${name}"`));
  }
  const nested = new Set([...states.values()].map(({ nestedOffset }) => nestedOffset !== null));
  if (nested.size !== 1) {
    const what = nested.size === 0 ? 'holds no matrix in bitsandbytes NF4' : 'mixes single and double quantisation';
    throw new UserError(what, { where, remedy: 'Download or export the model again.' });
  }
  const hidden = new Set(
    [...states.keys()].flatMap((weight) => Object.values(partNames(weight)).filter((name) => name !== weight)),
  );
  const readNf4 = async (name: string, _options: unknown, signal?: AbortSignal): Promise<Nf4Tensor> => {
    const state = states.get(name);
    if (state === undefined) throw new UserError('is not stored in 4 bits', { where: `${where}: tensor "${name}"` });
    const parts: Partial<Record<PartName, SafetensorsTensor>> = {};
    for (const [part, partName] of Object.entries(partNames(name)) as [PartName, string][]) {
      const info = infos.get(partName);
      if (info !== undefined) parts[part] = { ...info, bytes: await stored.read(partName, signal) };
    }
    return readStoredNf4(name, state, parts);
  };
  return {
    doubleQuant: nested.has(true),
    states,
    tensors: stored.tensors
      .filter(({ name }) => !hidden.has(name))
      .map((tensor): TensorInfo => {
        const state = states.get(tensor.name);
        return state === undefined ? tensor : { name: tensor.name, dtype: 'F32', shape: state.shape };
      }),
    readNf4,
    // Of what is left: nobody asks for parts of a matrix that is stored in 4 bits.
    ...(stored.readPart && { readPart: stored.readPart }),
    async read(name, signal) {
      if (!states.has(name)) return stored.read(name, signal);
      return f32Bytes(dequantiseNf4(await readNf4(name, null, signal))) as Uint8Array<ArrayBuffer>;
    },
  };
}
