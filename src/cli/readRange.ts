import { open } from 'node:fs/promises';
import { bytesIn } from '../lib/bytesIn.ts';

/** Bytes [begin, end) of a file, by default to its end, in `into` if they fit. @throws Error when it ends before. */
export async function readRange(
  path: string,
  begin: number,
  end: number | undefined,
  into?: ArrayBuffer,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    const stop = end ?? (await file.stat()).size;
    const bytes = bytesIn(into, Math.max(0, stop - begin));
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
