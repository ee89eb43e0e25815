/** Strict UTF-8 over chunks of any size. A BOM at the very start is dropped. */
export interface Utf8Reader {
  /** The text of the bytes so far; a character cut at the end waits for the next chunk, unless `last`. */
  read(bytes: Uint8Array, last: boolean): Utf8Piece;
}

export interface Utf8Piece {
  readonly text: string;
  /** Offset in the file where the first broken character begins; `text` ends before it. */
  readonly invalidAt: number | null;
}

export function createUtf8Reader(): Utf8Reader {
  // Without `stream`, since a decoder that throws forgets where. ignoreBOM: a U+FEFF at the start of a later chunk is text.
  const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let held = new Uint8Array(0);
  let offset = 0;

  return {
    read(bytes, last) {
      const begin = offset - held.length;
      const joined = concat(held, bytes);
      offset += bytes.length;
      const ready = last ? joined.length : joined.length - cutCharacterLength(joined);
      held = joined.slice(ready);
      const piece = joined.subarray(0, ready);
      const dropBom = (text: string) => (begin === 0 && text.startsWith('\ufeff') ? text.slice(1) : text);
      try {
        return { text: dropBom(whole.decode(piece)), invalidAt: null };
      } catch {
        const good = piece.subarray(0, validLength(piece));
        const end = good.length - cutCharacterLength(good);
        return { text: dropBom(whole.decode(good.subarray(0, end))), invalidAt: begin + end };
      }
    },
  };
}

/** How many bytes at the end begin a character without ending it (0 to 3). */
function cutCharacterLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
  }
  return 0;
}

/** Length of the longest prefix that is UTF-8 or could become it, by halving. Only called when there is an error. */
function validLength(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isValidPrefix(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isValidPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
