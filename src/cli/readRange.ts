import { open } from 'node:fs/promises';

/** Bytes [begin, end) of a file, by default to its end. @throws Error when it ends before. */
export async function readRange(
  path: string,
  begin: number,
  end: number | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    const stop = end ?? (await file.stat()).size;
    const bytes = new Uint8Array(Math.max(0, stop - begin));
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, begin + done);
      if (bytesRead === 0) throw new Error(`ends at byte ${begin + done} of ${stop}`);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
