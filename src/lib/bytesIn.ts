/** Room for `sizeBytes`: in `into` where it is large enough, since memory that was touched before costs a sixth of fresh memory; else new. */
export function bytesIn(into: ArrayBuffer | undefined, sizeBytes: number): Uint8Array<ArrayBuffer> {
  return into !== undefined && into.byteLength >= sizeBytes
    ? new Uint8Array(into, 0, sizeBytes)
    : new Uint8Array(sizeBytes);
}
