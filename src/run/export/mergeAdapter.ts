import { loraScaling } from '../../engine/model/lora.ts';
import type { LoraSettings, NamedTensor, TensorSource } from '../../engine/types.ts';
import { toF32 } from '../../formats/floats.ts';
import { addLoraDelta } from '../../formats/loraDelta.ts';

export interface AdapterParts {
  readonly lora: LoraSettings;
  readonly tensors: readonly NamedTensor[];
}

/**
 * The base with the adapter added to its weights. An adapted weight becomes F32 (W + scaling B A, rounded once), made when it is read; all
 * others stay as they are. `null`: the base itself.
 */
export function mergeAdapter(source: TensorSource, adapter: AdapterParts | null): TensorSource {
  if (adapter === null) return source;
  const byName = new Map(adapter.tensors.map((tensor) => [tensor.name, tensor]));
  const part = (weight: string, side: 'A' | 'B') =>
    byName.get(`base_model.model.${weight.replace(/\.weight$/, '')}.lora_${side}.weight`);
  const dtypes = new Map(source.tensors.map(({ name, dtype }) => [name, dtype]));
  const { rank } = adapter.lora;
  const scaling = loraScaling(adapter.lora);
  return {
    tensors: source.tensors.map((tensor) => (part(tensor.name, 'A') ? { ...tensor, dtype: 'F32' } : tensor)),
    async read(name, signal) {
      const bytes = await source.read(name, signal);
      const [a, b] = [part(name, 'A'), part(name, 'B')];
      if (a === undefined || b === undefined) return bytes;
      const weight = toF32(dtypes.get(name) ?? 'F32', bytes, name);
      addLoraDelta(weight, a.shape[1] as number, { a: a.data, b: b.data, rank, scaling });
      return new Uint8Array(weight.buffer, weight.byteOffset, weight.byteLength);
    },
  };
}
