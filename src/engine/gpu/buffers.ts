/** A buffer that a plan speaks of before any memory exists. */
export interface BufferRef {
  readonly name: string;
  readonly sizeBytes: number;
  /** Persistent buffers own their memory; transient ones share slabs by lifetime (arena.ts). */
  readonly lifetime: 'persistent' | 'transient';
  /** A transient buffer whose content outlives a run of its plan, as long as no other plan runs. */
  readonly kept?: boolean;
}

/** A range of a buffer, both numbers multiples of 4; the offset a multiple of 256, as bindings require. */
export interface BufferSlice {
  readonly buffer: BufferRef;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** A whole buffer, or a range of one. */
export type Bindable = BufferRef | BufferSlice;

export function asSlice(b: Bindable): BufferSlice {
  return 'buffer' in b ? b : slice(b);
}

const ALIGNMENT_BYTES = 256;

/** Bytes rounded up so that whatever follows can be bound. */
export function alignBytes(sizeBytes: number): number {
  return Math.ceil(sizeBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

export function persistentBuffer(name: string, sizeBytes: number): BufferRef {
  return { name, sizeBytes: alignBytes(Math.max(sizeBytes, 16)), lifetime: 'persistent' };
}

export function transientBuffer(name: string, sizeBytes: number, kept = false): BufferRef {
  return { name, sizeBytes: alignBytes(Math.max(sizeBytes, 16)), lifetime: 'transient', ...(kept && { kept }) };
}

/** The range [offset, offset + size) of a buffer, in f32 or u32 elements; to the end when `count` is left out. */
export function slice(buffer: BufferRef, offset = 0, count?: number): BufferSlice {
  const offsetBytes = offset * 4;
  if (offsetBytes % ALIGNMENT_BYTES !== 0)
    throw new Error(
      `Assertion failed: ${buffer.name} bound at byte ${offsetBytes}, not a multiple of ${ALIGNMENT_BYTES}`,
    );
  const sizeBytes = count === undefined ? buffer.sizeBytes - offsetBytes : count * 4;
  if (offsetBytes + sizeBytes > buffer.sizeBytes)
    throw new Error(
      `Assertion failed: ${buffer.name} has ${buffer.sizeBytes} bytes, bound up to ${offsetBytes + sizeBytes}`,
    );
  return { buffer, offsetBytes, sizeBytes };
}
