/** Text out of UTF-8, with what TextDecoder does not tell. */
export interface Utf8Piece {
  /** Bytes that belong to no character are lone surrogates U+DC80..DCFF, the byte in their low bits: no UTF-8 decodes to those. */
  readonly text: string;
  /** Bytes of `text`; unless `last`, a character cut at the end is left for the next piece. */
  readonly used: number;
  readonly broken: number;
  /** Characters of more than one byte; only counted when some are broken, else 1 for any. */
  readonly multiByte: number;
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decodeUtf8(bytes: Uint8Array, last: boolean): Utf8Piece {
  const used = last ? bytes.length : bytes.length - cutCharacterLength(bytes);
  const piece = bytes.subarray(0, used);
  try {
    const text = STRICT.decode(piece);
    return { text, used, broken: 0, multiByte: text.length === used ? 0 : 1 };
  } catch {
    return { ...decodeBroken(piece), used };
  }
}

/** How many bytes at the end begin a character without ending it (0 to 3). */
function cutCharacterLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthByLead(byte) > back ? back : 0;
  }
  return 0;
}

function lengthByLead(byte: number): number {
  return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
}

/** Only called when there is something broken. */
function decodeBroken(bytes: Uint8Array): { text: string; broken: number; multiByte: number } {
  const pieces: string[] = [];
  let broken = 0;
  let multiByte = 0;
  let goodFrom = 0;
  let at = 0;
  const flush = () => {
    if (goodFrom < at) pieces.push(STRICT.decode(bytes.subarray(goodFrom, at)));
  };
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      if (length > 1) multiByte++;
      at += length;
      continue;
    }
    flush();
    pieces.push(String.fromCharCode(0xdc00 + (bytes[at] as number)));
    broken++;
    at++;
    goodFrom = at;
  }
  flush();
  return { text: pieces.join(''), broken, multiByte };
}

/** Length of the character that begins at `at` (RFC 3629: shortest form, no surrogates, up to U+10FFFF); 0 when none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lengthByLead(lead);
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
