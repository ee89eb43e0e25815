/** In which pieces, and in which order, a checkpoint goes to the GPU. */
import type { Bindable } from '../gpu/buffers.ts';
import { denseBytes } from '../ops/weight.ts';
import type { Upload } from './weights.ts';

/** A vocabulary is read and written in parts of this size, where the source can give parts. */
export const PART_BYTES = 2 ** 24;

/** What is read and written at a time: a tensor, or a part of one. */
export interface Piece {
  readonly upload: Upload;
  /** Bytes from `begin` of the tensor on, to offset `at` of a buffer; null: all of it. */
  readonly part: {
    readonly begin: number;
    readonly sizeBytes: number;
    readonly to: Bindable;
    readonly at: number;
  } | null;
  /** Nothing of the tensor comes after it. */
  readonly last: boolean;
}

/** Vectors and vocabularies first: from then on there is always a matrix to quantise ahead. `partBytes` null: only whole tensors can be read. */
export function piecesOf(uploads: readonly Upload[], partBytes: number | null): Piece[] {
  const last = (upload: Upload) => Number(upload.kind === 'nf4');
  return uploads
    .toSorted((a, b) => last(a) - last(b))
    .flatMap((upload): Piece[] =>
      upload.kind === 'dense' && partBytes !== null ? partsOf(upload, partBytes) : [{ upload, part: null, last: true }],
    );
}

function partsOf(upload: Upload & { kind: 'dense' }, partBytes: number): Piece[] {
  const shards = shardsOf(upload);
  return shards.flatMap(({ to, begin, sizeBytes }, i) =>
    Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, k, at = k * partBytes) => ({
      upload,
      part: { begin: begin + at, sizeBytes: Math.min(partBytes, sizeBytes - at), to, at },
      last: i === shards.length - 1 && at + partBytes >= sizeBytes,
    })),
  );
}

/** Which bytes of a dense tensor go where. */
export function shardsOf({
  shards,
}: Upload & { kind: 'dense' }): { readonly to: Bindable; readonly begin: number; readonly sizeBytes: number }[] {
  return shards.flatMap(({ weight, rowBegin }) => {
    if (weight.kind !== 'dense') return [];
    const rowBytes = weight.inFeatures * denseBytes(weight.dtype);
    return [{ to: weight.data, begin: rowBegin * rowBytes, sizeBytes: weight.outFeatures * rowBytes }];
  });
}
