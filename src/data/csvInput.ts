/** A File or Blob, of which only ranges are read. */
export interface BlobLike {
  readonly size: number;
  slice(begin: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** Small enough for progress and memory, large enough that cells rarely span two. */
export const CHUNK_SIZE = 2 ** 20;

/** A file in pieces, with the bytes up to the end of each; one empty piece for an empty file. */
export async function* pieces(
  blob: BlobLike,
  chunkSize: number,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly done: number; readonly last: boolean }> {
  let begin = 0;
  do {
    const done = Math.min(blob.size, begin + chunkSize);
    const bytes = new Uint8Array(await blob.slice(begin, done).arrayBuffer());
    yield { bytes, done, last: done === blob.size };
    begin = done;
  } while (begin < blob.size);
}
