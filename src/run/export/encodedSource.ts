import type { TensorSource } from '../../engine/types.ts';
import { encodeTensor } from '../../formats/encodeTensor.ts';
import { isFloatDtype } from '../../formats/floats.ts';
import { byteSize } from '../../formats/safetensors.ts';
import { UserError } from '../../lib/errors.ts';
import type { WeightDtype } from './safetensorsModel.ts';

/** The weights as they stand in an exported file: every tensor rounded to `dtype`. */
export function encodedSource(source: TensorSource, dtype: WeightDtype): TensorSource {
  const infos = new Map(source.tensors.map((tensor) => [tensor.name, tensor]));
  return {
    tensors: source.tensors.map((tensor) => ({ ...tensor, dtype })),
    async read(name, signal) {
      const raw = await source.read(name, signal);
      const info = infos.get(name);
      if (info === undefined || !isFloatDtype(info.dtype))
        throw new UserError('is no tensor of floats', { where: name });
      const out = new Uint8Array(byteSize(dtype, info.shape));
      let at = 0;
      for (const chunk of encodeTensor(info.dtype, raw, dtype, name)) {
        out.set(chunk, at);
        at += chunk.length;
      }
      return out;
    },
  };
}
