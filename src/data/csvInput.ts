/** A File or Blob, of which only ranges are read. */
export interface BlobLike {
  readonly size: number;
  slice(begin: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A text, the bytes of a file, or the file. */
export type CsvInput = string | Uint8Array | BlobLike;

/** Small enough for progress and memory, large enough that cells rarely span two. */
export const CHUNK_SIZE = 2 ** 20;

export type CsvChunk = { readonly text: string } | { readonly bytes: Uint8Array };

/** The input in pieces, with how far each reaches (characters of a text, bytes of a file); the last has `done === total`. */
export async function* csvChunks(
  input: CsvInput,
  chunkSize: number,
): AsyncGenerator<{ chunk: CsvChunk; done: number; total: number }> {
  const total = typeof input === 'string' || input instanceof Uint8Array ? input.length : input.size;
  let begin = 0;
  do {
    const end = Math.min(total, begin + chunkSize);
    yield { chunk: await read(input, begin, end), done: end, total };
    begin = end;
  } while (begin < total);
}

async function read(input: CsvInput, begin: number, end: number): Promise<CsvChunk> {
  if (typeof input === 'string') return { text: input.slice(begin, end) };
  if (input instanceof Uint8Array) return { bytes: input.subarray(begin, end) };
  return { bytes: new Uint8Array(await input.slice(begin, end).arrayBuffer()) };
}
