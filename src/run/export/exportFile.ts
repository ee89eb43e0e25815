/** One file of an export, made while it is written: nothing larger than a tensor is ever held. */
export interface ExportFile {
  /** Path below the folder of the export, with slashes. */
  readonly name: string;
  /** Known before anything is read. */
  readonly sizeBytes: number;
  /** The bytes from begin to end; each call starts anew. */
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

export function bytesFile(name: string, content: string | Uint8Array<ArrayBuffer>): ExportFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name,
    sizeBytes: bytes.length,
    async *chunks() {
      yield bytes;
    },
  };
}

export function jsonFile(name: string, value: unknown): ExportFile {
  return bytesFile(name, `${JSON.stringify(value, null, 2)}\n`);
}
