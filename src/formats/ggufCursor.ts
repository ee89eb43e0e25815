import { UserError } from '../lib/errors.ts';

/** The bytes at hand end before the header does: read more of the file and parse again. */
export class MoreBytesNeeded extends Error {}

/** Longest text that any known file holds is a chat template of some tens of KB. */
const MAX_TEXT_BYTES = 2 ** 24;

/**
 * Reads little-endian values from the first bytes of a file. Every length is checked against the size of the whole file before
 * anything is sliced or allocated: a length beyond it is damage (UserError), one beyond the bytes at hand asks for more of them.
 */
export class GgufCursor {
  /** Byte offset in the file. */
  at = 0;
  private readonly head: Uint8Array;
  private readonly view: DataView;
  private readonly fileSize: number;
  private readonly where: string;

  constructor(head: Uint8Array, fileSize: number, where: string) {
    this.head = head;
    this.view = new DataView(head.buffer, head.byteOffset, head.length);
    this.fileSize = fileSize;
    this.where = where;
  }

  u32(): number {
    const at = this.take(4, 'a number');
    return this.view.getUint32(at, true);
  }

  /** A u64 as a number; beyond 2^53 it is inexact, and too large for any check that follows. */
  u64(): number {
    const at = this.take(8, 'a number');
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
  }

  /** u64 length, then UTF-8. `what` names the field in messages. Invalid UTF-8 (some vocabularies) becomes U+FFFD. */
  text(what: string): string {
    const length = this.u64();
    if (length > MAX_TEXT_BYTES) {
      throw this.damaged(`the length of ${what}, ${length} bytes, is absurd`);
    }
    const at = this.take(length, what);
    let ascii = length < 64;
    for (let i = at; ascii && i < at + length; i++) ascii = (this.head[i] as number) < 128;
    const bytes = this.head.subarray(at, at + length);
    return ascii ? String.fromCharCode(...bytes) : UTF8.decode(bytes);
  }

  /** `count` values of `size` bytes as they stand, in a buffer of their own. */
  bytes(count: number, size: number, what: string): Uint8Array<ArrayBuffer> {
    const at = this.take(count * size, what);
    return this.head.slice(at, at + count * size);
  }

  /** Fails before anything is read when `count` things of at least `size` bytes cannot follow. */
  require(count: number, size: number, what: string): void {
    this.check(count * size, what);
  }

  damaged(what: string): UserError {
    return new UserError(what, {
      where: this.where,
      remedy: 'The file is damaged or incomplete: download or export it again.',
    });
  }

  /** Moves on by `length` bytes and returns where they begin. */
  private take(length: number, what: string): number {
    this.check(length, what);
    const begin = this.at;
    this.at += length;
    return begin;
  }

  private check(length: number, what: string): void {
    if (this.at + length > this.fileSize) {
      throw this.damaged(`${what} (${length} bytes at byte ${this.at}) ends behind the file (${this.fileSize} bytes)`);
    }
    if (this.at + length > this.head.length) throw new MoreBytesNeeded();
  }
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
