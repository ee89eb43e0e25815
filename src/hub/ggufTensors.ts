/** The tensors of a GGUF file under the names, shapes and row orders of Hugging Face. */
import type { TensorSource } from '../engine/types.ts';
import { f32Bytes } from '../formats/floats.ts';
import type { GgufEntry } from '../formats/gguf.ts';
import { dequantiseGguf } from '../formats/ggufDequantise.ts';
import { huggingFaceName, ROPE_FREQS, rotatedHeads, toHuggingFaceRows } from '../formats/ggufNames.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { UserError } from '../lib/errors.ts';
import type { GgufShape } from './ggufConfig.ts';

export type ReadRange = (begin: number, end: number, signal?: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;

/** Every tensor as F32 (F16 and BF16 as they are), read and dequantised one at a time. @throws UserError naming a tensor that is not known. */
export function ggufTensorSource(
  entries: readonly GgufEntry[],
  shape: GgufShape,
  readRange: ReadRange,
  where: string,
): TensorSource {
  const byName = new Map<string, GgufEntry>();
  for (const entry of entries) {
    if (entry.name === ROPE_FREQS) continue;
    const name = huggingFaceName(entry.name);
    if (name === null) {
      throw new UserError('belongs to none of the supported architectures', {
        where: `${where}: tensor "${entry.name}"`,
      });
    }
    const heads = rotatedHeads(entry.name, shape);
    if (heads !== null && entry.shape[0] !== heads * shape.headDim) {
      throw new UserError(
        `has ${entry.shape[0]} rows, but ${heads} heads of ${shape.headDim} need ${heads * shape.headDim}`,
        {
          where: `${where}: tensor "${entry.name}"`,
        },
      );
    }
    byName.set(name, entry);
  }
  return {
    tensors: [...byName].map(([name, entry]) => ({ name, dtype: storedDtype(entry), shape: entry.shape })),
    async read(name, signal) {
      throwIfAborted(signal);
      const entry = byName.get(name);
      if (entry === undefined) throw new UserError(`the file holds no tensor "${name}"`, { where });
      const bytes = await readEntry(entry, readRange, where, signal);
      const heads = rotatedHeads(entry.name, shape);
      const ordered = heads === null ? bytes : toHuggingFaceRows(bytes, entry.shape[0] as number, heads);
      if (storedDtype(entry) !== 'F32') return ordered;
      return f32Bytes(dequantiseGguf(entry.type, ordered)) as Uint8Array<ArrayBuffer>;
    },
  };
}

/** The bytes of a tensor as the file holds them. */
export async function readEntry(
  entry: GgufEntry,
  readRange: ReadRange,
  where: string,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readRange(entry.begin, entry.end, signal);
  throwIfAborted(signal);
  if (bytes.length !== entry.end - entry.begin) {
    throw new UserError(`tensor "${entry.name}" ends after ${bytes.length} of ${entry.end - entry.begin} bytes`, {
      where,
      remedy: 'The file changed while it was read: open the model again.',
    });
  }
  return bytes;
}

function storedDtype({ type }: GgufEntry): 'F32' | 'F16' | 'BF16' {
  return type === 'F16' || type === 'BF16' ? type : 'F32';
}
