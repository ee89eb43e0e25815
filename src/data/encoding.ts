import { decodeUtf8 } from './utf8.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Decodes a file piece by piece. Bytes that are no text become lone surrogates, one each (`isBroken` finds them), so that every character of
 * the text still stands for a known number of bytes (`createByteMeter`). */
export interface TextReader {
  /** What is read from here on: found in the first bytes, or later when the first bytes beyond ASCII are no UTF-8. */
  readonly encoding: Encoding;
  /** Bytes of the byte order mark, which is no text. */
  readonly markBytes: number;
  /** The text of the next bytes; a character cut at their end waits for the next ones, unless `last`. `broken`: it may hold what is no text. */
  read(bytes: Uint8Array, last: boolean): { readonly text: string; readonly broken: boolean };
}

/**
 * `head`: the first bytes of the file. Without a choice: a byte order mark decides; then NULs at every second place (UTF-16); then UTF-8 if
 * the first bytes beyond ASCII are UTF-8, else Windows-1252, of which ASCII is a part as well.
 */
export function createTextReader(head: Uint8Array, chosen: Encoding | null): TextReader {
  const mark = byteOrderMark(head);
  let encoding = chosen ?? mark?.encoding ?? utf16Pattern(head) ?? 'utf-8';
  const markBytes = mark?.encoding === encoding ? mark.bytes : 0;
  let settled = chosen !== null || mark !== null || encoding !== 'utf-8';
  let held = new Uint8Array(0);
  let skip = markBytes;

  const settle = (bytes: Uint8Array, last: boolean) => {
    const { text, broken, multiByte } = decodeUtf8(bytes, last);
    if (broken === 0 && multiByte === 0) return;
    settled = true;
    if (broken > multiByte && !text.includes('\0')) encoding = 'windows-1252';
  };

  return {
    get encoding() {
      return encoding;
    },
    markBytes,
    read(bytes, last) {
      const joined = joinBytes(held, bytes.subarray(Math.min(skip, bytes.length)));
      skip -= Math.min(skip, bytes.length);
      if (!settled) settle(joined, last);
      const { text, used, broken } = decodePiece(joined, encoding, last);
      held = joined.slice(used);
      return { text, broken };
    },
  };
}

/** Decodes a whole range of a file that begins and ends between characters. */
export function decodeRange(bytes: Uint8Array, encoding: Encoding): string {
  return decodePiece(bytes, encoding, true).text;
}

interface Piece {
  readonly text: string;
  readonly used: number;
  readonly broken: boolean;
}

function decodePiece(bytes: Uint8Array, encoding: Encoding, last: boolean): Piece {
  switch (encoding) {
    case 'utf-8': {
      const { text, used, broken } = decodeUtf8(bytes, last);
      return { text, used, broken: broken > 0 };
    }
    case 'windows-1252':
      return { text: decodeWindows(bytes), used: bytes.length, broken: false };
    default:
      return decodeUtf16(bytes, encoding === 'utf-16le', last);
  }
}

const WINDOWS_1252 = new TextDecoder('windows-1252');
/** Bytes 0x80 to 0x9F, of which five mean nothing. */
const WINDOWS_MARKS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Some platforms (Node 20) decode this label as ISO 8859-1, which has control characters in that place. */
function decodeWindows(bytes: Uint8Array): string {
  const text = WINDOWS_1252.decode(bytes);
  return text.replace(/[\x80-\x9f]/g, (mark) => WINDOWS_MARKS[mark.charCodeAt(0) - 0x80] as string);
}

/** Code units that go through String.fromCharCode at once. */
const UNITS_AT_ONCE = 8192;

/** Unit by unit, since TextDecoder would replace halves of broken pairs. An odd byte at the end of the file is broken, too. */
function decodeUtf16(bytes: Uint8Array, littleEndian: boolean, last: boolean): Piece {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let used = bytes.length - (bytes.length % 2);
  let text = '';
  for (let at = 0; at < used; at += UNITS_AT_ONCE * 2) {
    const units = new Uint16Array(Math.min(UNITS_AT_ONCE, (used - at) / 2));
    for (let i = 0; i < units.length; i++) units[i] = view.getUint16(at + i * 2, littleEndian);
    text += String.fromCharCode(...units);
  }
  if (!last && used > 0 && /[\ud800-\udbff]$/.test(text)) {
    // The other half may come with the next bytes.
    text = text.slice(0, -1);
    used -= 2;
  } else if (last && used < bytes.length) {
    text += String.fromCharCode(0xdc00 + (bytes[used] as number));
    used = bytes.length;
  }
  return { text, used, broken: isBroken(text) };
}

/** Whether a text holds what was no text in its file. */
export function isBroken(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** Advances over `count` characters of `text` from `from`, where CRLF counts as one; returns where they end, and adds up their bytes. */
export interface ByteMeter {
  advance(text: string, from: number, count: number): number;
  /** Bytes of the last advance. */
  readonly bytes: number;
}

/** `encoding` is asked again each time: it may turn out later (see createTextReader). */
export function createByteMeter(encoding: () => Encoding): ByteMeter {
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    advance(text, from, count) {
      const utf8 = encoding() === 'utf-8';
      const unitBytes = encoding() === 'windows-1252' ? 1 : 2;
      let at = from;
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const unit = text.charCodeAt(at++);
        sum += utf8 && unit >= 0x80 ? utf8Bytes(unit, text.charCodeAt(at), text.charCodeAt(at - 2)) : 1;
        if (unit === 0x0d && text.charCodeAt(at) === 0x0a) {
          at++;
          sum++;
        }
      }
      bytes = utf8 ? sum : sum * unitBytes;
      return at;
    },
  };
}

/** Bytes of a code unit beyond ASCII; both halves of a pair count two, half a pair is a broken byte. */
function utf8Bytes(unit: number, next: number, before: number): number {
  if (unit < 0x800) return 2;
  if (unit < 0xd800 || unit > 0xdfff) return 3;
  if (unit < 0xdc00) return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
  return before >= 0xd800 && before <= 0xdbff ? 2 : 1;
}

function byteOrderMark(head: Uint8Array): { encoding: Encoding; bytes: number } | null {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bytes: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bytes: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bytes: 2 };
  return null;
}

/** Texts in European scripts have a NUL in nearly every character of UTF-16, always on the same side. */
function utf16Pattern(head: Uint8Array): Encoding | null {
  const pairs = Math.floor(head.length / 2);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  if (odd > 0.3 * pairs && even < 0.05 * pairs) return 'utf-16le';
  if (even > 0.3 * pairs && odd < 0.05 * pairs) return 'utf-16be';
  return null;
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
