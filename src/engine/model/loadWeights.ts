import { checkFinite } from '../../formats/finite.ts';
import { elementBytes, toF32 } from '../../formats/floats.ts';
import { type Nf4Tensor, packedForGpu, quantiseNf4Bytes } from '../../formats/nf4.ts';
import { NF4_CODE } from '../../formats/nf4Tables.ts';
import { throwIfAborted } from '../../lib/abort.ts';
import { assert } from '../../lib/assert.ts';
import { RunError, UserError } from '../../lib/errors.ts';
import { readAhead } from '../../lib/readAhead.ts';
import { asSlice, type Bindable } from '../gpu/buffers.ts';
import type { GpuContext } from '../gpu/device.ts';
import type { Memory } from '../gpu/memory.ts';
import type { Weight } from '../ops/weight.ts';
import type { TensorInfo, TensorSource } from '../types.ts';
import { PART_BYTES, type Piece, piecesOf, shardsOf } from './loadPieces.ts';
import type { ModelWeights } from './weights.ts';

export interface LoadOptions {
  readonly doubleQuant: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Tensors that are read and quantised while one is written: what keeps three threads at work. */
const AHEAD = 3;

/**
 * Streams the checkpoint to the GPU: a tensor is read, quantised where it is a linear, written and forgotten while the next ones are read
 * already, so the host holds four matrices as they are stored at a time, and none of them in f32 as a whole.
 * @throws UserError naming a tensor with too few bytes or a weight that is not finite; RunError when the GPU is lost.
 */
export async function loadWeights(
  gpu: GpuContext,
  memory: Memory,
  source: TensorSource,
  weights: ModelWeights,
  { doubleQuant, signal, onProgress }: LoadOptions,
): Promise<void> {
  const infos = new Map(source.tensors.map((t) => [t.name, t]));
  if (memory.owns(weights.levels)) gpu.device.queue.writeBuffer(memory.buffer(weights.levels), 0, NF4_CODE);
  const put = (to: Bindable, at: number, data: GPUAllowSharedBufferSource) => {
    const { buffer, offsetBytes } = asSlice(to);
    gpu.device.queue.writeBuffer(memory.buffer(buffer), offsetBytes + at, data);
  };
  /** Buffers of parts that were written. */
  const spares: ArrayBuffer[] = [];
  const fetch = async ({ upload, part }: Piece): Promise<Uint8Array<ArrayBuffer> | Nf4Tensor> => {
    throwIfAborted(signal);
    if (upload.kind === 'nf4' && source.readNf4 !== undefined) {
      spares.length = 0; // matrices come last, and their source has spares of its own
      return source.readNf4(upload.tensor, { doubleQuant }, signal);
    }
    if (part === null || source.readPart === undefined) return source.read(upload.tensor, signal);
    return source.readPart(upload.tensor, part.begin, part.begin + part.sizeBytes, signal, spares.pop());
  };
  const writeStored = ({ upload, part }: Piece, bytes: Uint8Array<ArrayBuffer>): void => {
    const { dtype, shape } = infos.get(upload.tensor) as TensorInfo;
    if (dtype !== 'F32' && dtype !== 'F16' && dtype !== 'BF16')
      throw new UserError(`dtype ${dtype}; F32, F16 and BF16 can be read`);
    const sizeBytes = part?.sizeBytes ?? shape.reduce((product, n) => product * n, elementBytes(dtype));
    if (bytes.length !== sizeBytes)
      throw new UserError(`${bytes.length} bytes were read, its shape needs ${sizeBytes}`);
    if (upload.kind === 'nf4') {
      const { outFeatures, inFeatures } = upload.weight;
      putNf4(upload.weight, quantiseNf4Bytes(dtype, bytes, [outFeatures, inFeatures], { doubleQuant }), put);
      return;
    }
    checkFinite(dtype, bytes);
    if (upload.kind === 'vector') put(upload.buffer, 0, toF32(dtype, bytes, upload.tensor));
    else if (part !== null) {
      put(part.to, part.at, bytes);
      spares.push(bytes.buffer);
    } else {
      for (const { to, begin, sizeBytes: shardBytes } of shardsOf(upload))
        put(to, 0, bytes.subarray(begin, begin + shardBytes));
    }
  };
  const pieces = piecesOf(weights.uploads, source.readPart === undefined ? null : PART_BYTES);
  let done = 0;
  try {
    for await (const [piece, fetched] of readAhead(pieces, fetch, AHEAD)) {
      try {
        if (fetched instanceof Uint8Array) writeStored(piece, fetched);
        else {
          assert(piece.upload.kind === 'nf4', () => `NF4 for ${piece.upload.tensor}, no matrix of the blocks`);
          putNf4(piece.upload.weight, fetched, put);
        }
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        throw new UserError(error.what, {
          where: piece.upload.tensor,
          remedy: 'Download the model again.',
          cause: error,
        });
      }
      gpu.device.queue.submit([]); // sends the write off, so that the GPU process lets go of its copy of the bytes
      if (piece.last) onProgress?.(++done, weights.uploads.length);
    }
    await gpu.device.queue.onSubmittedWorkDone();
  } finally {
    source.release?.();
  }
  const reason = gpu.lostReason();
  if (reason !== null) throw new RunError(`The GPU was lost while the model was loaded: ${reason}`);
}

function putNf4(
  { outFeatures, inFeatures, codes, absmax }: Weight & { kind: 'nf4' },
  tensor: Nf4Tensor,
  put: (to: Bindable, at: number, data: GPUAllowSharedBufferSource) => void,
): void {
  assert(tensor.shape.join() === `${outFeatures},${inFeatures}`, () => `NF4 [${tensor.shape}] for another weight`);
  put(codes, 0, packedForGpu(tensor));
  put(absmax, 0, tensor.absmax);
}
