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
import { denseBytes, type Weight } from '../ops/weight.ts';
import type { TensorInfo, TensorSource } from '../types.ts';
import type { ModelWeights, Upload } from './weights.ts';

export interface LoadOptions {
  readonly doubleQuant: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Tensors that are read and quantised while one is written: what keeps three threads at work. */
const AHEAD = 3;

/**
 * Streams the checkpoint to the GPU: one tensor is read, quantised where it is a linear, written and forgotten while the next one is
 * read already, so the host holds two tensors as they are stored at a time, and none of them in f32 as a whole.
 * @throws UserError naming a tensor with too few bytes or a weight that is not finite; RunError when the GPU is lost.
 */
export async function loadWeights(
  gpu: GpuContext,
  memory: Memory,
  source: TensorSource,
  weights: ModelWeights,
  options: LoadOptions,
): Promise<void> {
  const infos = new Map(source.tensors.map((t) => [t.name, t]));
  if (memory.owns(weights.levels)) gpu.device.queue.writeBuffer(memory.buffer(weights.levels), 0, NF4_CODE);
  const fetch = (upload: Upload): Promise<Uint8Array<ArrayBuffer> | Nf4Tensor> => {
    throwIfAborted(options.signal);
    const { doubleQuant, signal } = options;
    return upload.kind === 'nf4' && source.readNf4 !== undefined
      ? source.readNf4(upload.tensor, { doubleQuant }, signal)
      : source.read(upload.tensor, signal);
  };
  let done = 0;
  try {
    for await (const [upload, fetched] of readAhead(inOrder(weights.uploads), fetch, AHEAD)) {
      if (!(fetched instanceof Uint8Array)) {
        assert(upload.kind === 'nf4', () => `NF4 for ${upload.tensor}, which is not a matrix of the blocks`);
        uploadNf4(gpu, memory, upload.weight, fetched);
      } else {
        try {
          write(gpu, memory, upload, infos.get(upload.tensor) as TensorInfo, fetched, options.doubleQuant);
        } catch (error) {
          if (error instanceof UserError)
            throw new UserError(error.what, {
              where: upload.tensor,
              remedy: 'Download the model again.',
              cause: error,
            });
          throw error;
        }
      }
      options.onProgress?.(++done, weights.uploads.length);
    }
  } finally {
    source.release?.();
  }
  await gpu.device.queue.onSubmittedWorkDone();
  const reason = gpu.lostReason();
  if (reason !== null) throw new RunError(`The GPU was lost while the model was loaded: ${reason}`);
}

/** Vectors and vocabularies first: from then on there is always a matrix to quantise ahead. */
function inOrder(uploads: readonly Upload[]): Upload[] {
  const last = (upload: Upload) => Number(upload.kind === 'nf4');
  return uploads.toSorted((a, b) => last(a) - last(b));
}

function write(
  gpu: GpuContext,
  memory: Memory,
  upload: Upload,
  info: TensorInfo,
  bytes: Uint8Array<ArrayBuffer>,
  doubleQuant: boolean,
): void {
  if (info.dtype !== 'F32' && info.dtype !== 'F16' && info.dtype !== 'BF16')
    throw new UserError(`dtype ${info.dtype}; F32, F16 and BF16 can be read`);
  const sizeBytes = info.shape.reduce((product, n) => product * n, elementBytes(info.dtype));
  if (bytes.length !== sizeBytes) throw new UserError(`${bytes.length} bytes were read, its shape needs ${sizeBytes}`);
  if (upload.kind === 'vector') {
    checkFinite(info.dtype, bytes);
    put(gpu, memory, upload.buffer, toF32(info.dtype, bytes, upload.tensor));
    return;
  }
  if (upload.kind === 'dense') {
    checkFinite(info.dtype, bytes);
    for (const { weight, rowBegin } of upload.shards) {
      if (weight.kind !== 'dense') continue;
      const rowBytes = weight.inFeatures * denseBytes(weight.dtype);
      const part = bytes.subarray(rowBegin * rowBytes, (rowBegin + weight.outFeatures) * rowBytes);
      put(gpu, memory, weight.data, part);
    }
    return;
  }
  const { weight } = upload;
  const shape = [weight.outFeatures, weight.inFeatures] as const;
  uploadNf4(gpu, memory, weight, quantiseNf4Bytes(info.dtype, bytes, shape, { doubleQuant }));
}

function uploadNf4(gpu: GpuContext, memory: Memory, weight: Weight & { kind: 'nf4' }, tensor: Nf4Tensor): void {
  const { outFeatures, inFeatures, codes, absmax } = weight;
  assert(tensor.shape.join() === `${outFeatures},${inFeatures}`, () => `NF4 [${tensor.shape}] for another weight`);
  put(gpu, memory, codes, packedForGpu(tensor));
  put(gpu, memory, absmax, tensor.absmax);
}

function put(gpu: GpuContext, memory: Memory, to: Bindable, data: GPUAllowSharedBufferSource): void {
  const { buffer, offsetBytes } = asSlice(to);
  gpu.device.queue.writeBuffer(memory.buffer(buffer), offsetBytes, data);
}
