import { persistentBuffer, slice } from '../gpu/buffers.ts';
import { type DenseDtype, denseBytes, type Weight } from '../ops/weight.ts';

/** How the matrices of a stack are stored, with the buffer of the 16 levels for NF4. */
export type StackStorage =
  | { readonly kind: 'nf4'; readonly levels: (Weight & { kind: 'nf4' })['levels'] }
  | { readonly kind: 'dense'; readonly dtype: DenseDtype };

/** Matrices of the same inputs as one whose rows are theirs, one behind another. */
export interface WeightStack {
  /** [sum of their outFeatures, inFeatures] */
  readonly whole: Weight;
  /** Each alone: the ranges of the same buffers. */
  readonly parts: readonly Weight[];
}

/**
 * Declares matrices [outputs[i], inFeatures] in shared buffers. Answers null where one of them would not begin where a binding may, or all together are larger
 * than one: they have to lie apart.
 */
export function stackWeights(
  name: string,
  storage: StackStorage,
  { outputs, inFeatures }: { readonly outputs: readonly number[]; readonly inFeatures: number },
  maxBindingBytes: number,
): WeightStack | null {
  const counts = outputs.map((out) => out * inFeatures);
  const before = counts.map((_, i) => counts.slice(0, i).reduce((sum, count) => sum + count, 0));
  const count = counts.reduce((sum, n) => sum + n, 0);
  const elementBytes = storage.kind === 'nf4' ? 1 / 2 : denseBytes(storage.dtype);
  // Of NF4 the scales decide: 4 bytes for 64 weights, a whole number of blocks in each matrix.
  const smallest = storage.kind === 'nf4' ? 4 / 64 : elementBytes;
  if (count * elementBytes > maxBindingBytes || before.some((begin) => (begin * smallest) % 256 !== 0)) return null;
  const shape = (outFeatures: number) => ({ outFeatures, inFeatures });
  const outFeatures = outputs.reduce((sum, out) => sum + out, 0);
  if (storage.kind === 'nf4') {
    const { kind, levels } = storage;
    const codes = persistentBuffer(`weights 4-bit/${name}`, count / 2);
    const absmax = persistentBuffer(`weights 4-bit/${name}.absmax`, Math.ceil(count / 64) * 4);
    const parts = outputs.map((out, i): Weight => {
      const begin = before[i] as number;
      const mine = counts[i] as number;
      // In u32 of 8 codes, and in scales.
      const range = {
        codes: slice(codes, begin / 8, mine / 8),
        absmax: slice(absmax, begin / 64, Math.ceil(mine / 64)),
      };
      return { kind, ...shape(out), ...range, levels };
    });
    return { whole: { kind, ...shape(outFeatures), codes, absmax, levels }, parts };
  }
  const data = persistentBuffer(`weights/${name}`, count * elementBytes);
  const inWords = elementBytes / 4;
  const parts = outputs.map((out, i): Weight => {
    const range = slice(data, (before[i] as number) * inWords, (counts[i] as number) * inWords);
    return { ...storage, ...shape(out), data: range };
  });
  return { whole: { ...storage, ...shape(outFeatures), data }, parts };
}
