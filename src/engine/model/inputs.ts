import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { Sizes } from '../gpu/frame.ts';
import type { Memory } from '../gpu/memory.ts';
import type { TokenRow } from '../types.ts';

/** What the GPU is told of a micro-batch; all u32. Documents are concatenated: there are no pad tokens (design 3.2). */
export interface InputBuffers {
  /** [T] token ids. */
  readonly ids: BufferRef;
  /** [T] position within the document, for the rotation. */
  readonly position: BufferRef;
  /** [T] first token of the document. */
  readonly segmentStart: BufferRef;
  /** [T] one past the last token of the document. */
  readonly segmentEnd: BufferRef;
  /** [T] supervised row that token t predicts, or 0xffffffff. */
  readonly rowOf: BufferRef;
  /** [N] token whose hidden state predicts the target. */
  readonly rowIndex: BufferRef;
  /** [N] id to be predicted. */
  readonly targets: BufferRef;
}

export function declareInputs(tokens: number): InputBuffers {
  const u32 = (name: string) => persistentBuffer(`inputs/${name}`, tokens * 4);
  return {
    ids: u32('ids'),
    position: u32('position'),
    segmentStart: u32('segmentStart'),
    segmentEnd: u32('segmentEnd'),
    rowOf: u32('rowOf'),
    rowIndex: u32('rowIndex'),
    targets: u32('targets'),
  };
}

export interface PackedBatch extends Sizes {
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly position: Uint32Array<ArrayBuffer>;
  readonly segmentStart: Uint32Array<ArrayBuffer>;
  readonly segmentEnd: Uint32Array<ArrayBuffer>;
  readonly rowOf: Uint32Array<ArrayBuffer>;
  readonly rowIndex: Uint32Array<ArrayBuffer>;
  readonly targets: Uint32Array<ArrayBuffer>;
}

const UNSUPERVISED = 0xffffffff;

/** Targets of a row after the label shift: token i > 0 with supervised[i] = 1 is predicted at i - 1. */
export function supervisedCount(row: TokenRow): number {
  let count = 0;
  for (let i = 1; i < row.supervised.length; i++) count += row.supervised[i] ? 1 : 0;
  return count;
}

/** Concatenates documents and lists the supervised rows in order. */
export function packBatch(rows: readonly TokenRow[]): PackedBatch {
  const tokens = rows.reduce((sum, row) => sum + row.ids.length, 0);
  const supervised = rows.reduce((sum, row) => sum + supervisedCount(row), 0);
  const array = (length: number) => new Uint32Array(length);
  const batch = {
    tokens,
    rows: supervised,
    ids: array(tokens),
    position: array(tokens),
    segmentStart: array(tokens),
    segmentEnd: array(tokens),
    rowOf: array(tokens).fill(UNSUPERVISED),
    rowIndex: array(supervised),
    targets: array(supervised),
  };
  let begin = 0;
  let next = 0;
  for (const { ids, supervised: mask } of rows) {
    const end = begin + ids.length;
    batch.ids.set(ids, begin);
    batch.segmentStart.fill(begin, begin, end);
    batch.segmentEnd.fill(end, begin, end);
    for (let i = 0; i < ids.length; i++) batch.position[begin + i] = i;
    for (let i = 1; i < ids.length; i++) {
      if (!mask[i]) continue;
      batch.rowOf[begin + i - 1] = next;
      batch.rowIndex[next] = begin + i - 1;
      batch.targets[next] = ids[i] as number;
      next++;
    }
    begin = end;
  }
  return batch;
}

/** Writes a packed batch to its buffers; the sizes tell the kernels how much of them counts. */
export function writeInputs(gpu: GpuContext, memory: Memory, inputs: InputBuffers, batch: PackedBatch): void {
  for (const name of ['ids', 'position', 'segmentStart', 'segmentEnd', 'rowOf', 'rowIndex', 'targets'] as const) {
    if (batch[name].length > 0 && memory.owns(inputs[name]))
      gpu.device.queue.writeBuffer(memory.buffer(inputs[name]), 0, batch[name]);
  }
}
