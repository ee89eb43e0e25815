/** Quantising beside the thread that reads and uploads: whole matrices, each by one of a few threads. */
import type { TensorSource } from '../engine/types.ts';
import { elementBytes, type FloatDtype, isFloatDtype } from '../formats/floats.ts';
import { type Nf4Options, type Nf4Tensor, quantiseNf4Bytes } from '../formats/nf4.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { UserError } from '../lib/errors.ts';

export interface QuantiseJob {
  readonly dtype: FloatDtype;
  /** A buffer of its own, handed over. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** [out, in] */
  readonly shape: readonly [number, number];
  readonly options: Nf4Options;
}

export interface QuantiseResult {
  readonly tensor: Nf4Tensor;
  /** The job's, given back to be read into again. */
  readonly buffer: ArrayBuffer;
}

/** A thread that quantises; the next job comes when the last one is done. Rejects with the message of what went wrong. */
export interface QuantiseThread {
  run(job: QuantiseJob): Promise<QuantiseResult>;
  terminate(): void;
}

export interface QuantisePool {
  /** Takes the job's bytes away. Jobs wait for a free thread in the order in which they come; how many are in memory is the caller's choice. */
  quantise(job: QuantiseJob): Promise<QuantiseResult>;
  close(): void;
}

/** Buffers that are kept for the next reads: as many matrices as are read ahead. */
const MOST_SPARES = 4;

/** Below this, handing weights to a thread costs as much as quantising them. */
const SMALL_WEIGHTS = 2 ** 19;

/** Threads start as they are needed, at most `threads` (0: the caller's own does all). */
export function createQuantisePool(spawn: () => QuantiseThread, threads: number): QuantisePool {
  const started: QuantiseThread[] = [];
  const idle: QuantiseThread[] = [];
  const waiting: ((thread: QuantiseThread) => void)[] = [];
  const freeThread = async (): Promise<QuantiseThread> => {
    const thread = idle.pop();
    if (thread !== undefined) return thread;
    if (started.length < threads) {
      started.push(spawn());
      return started.at(-1) as QuantiseThread;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  return {
    async quantise(job) {
      const [rows, columns] = job.shape;
      if (threads === 0 || rows * columns < SMALL_WEIGHTS)
        return { tensor: quantiseNf4Bytes(job.dtype, job.bytes, job.shape, job.options), buffer: job.bytes.buffer };
      const thread = await freeThread();
      try {
        return await thread.run(job);
      } finally {
        const next = waiting.shift();
        if (next === undefined) idle.push(thread);
        else next(thread);
      }
    },
    close() {
      for (const thread of started) thread.terminate();
      started.length = 0;
      idle.length = 0;
    },
  };
}

/**
 * The same weights; matrices come quantised by the pool. Sources in NF4 stay as they are. The buffers of those
 * that are done are read into again, until `release`.
 */
export function pooledSource(source: TensorSource, pool: QuantisePool): TensorSource {
  if (source.readNf4 !== undefined) return source;
  const infos = new Map(source.tensors.map((tensor) => [tensor.name, tensor]));
  const spares: ArrayBuffer[] = [];
  const readNf4 = async (name: string, options: Nf4Options, signal?: AbortSignal): Promise<Nf4Tensor> => {
    const info = infos.get(name);
    if (info === undefined || !isFloatDtype(info.dtype) || info.shape.length !== 2)
      throw new UserError('is no matrix of floats', { where: `tensor "${name}"` });
    const shape = info.shape as readonly [number, number];
    const sizeBytes = shape[0] * shape[1] * elementBytes(info.dtype);
    const spare = takeSpare(spares, sizeBytes);
    const bytes = await source.read(name, signal, spare);
    if (bytes.length !== sizeBytes) {
      throw new UserError(`${bytes.length} bytes were read, its shape needs ${sizeBytes}`, {
        where: `tensor "${name}"`,
        remedy: 'Download the model again.',
      });
    }
    throwIfAborted(signal);
    try {
      const job = { dtype: info.dtype, bytes: ownBuffer(bytes, spare), shape, options };
      const { tensor, buffer } = await pool.quantise(job);
      spares.push(buffer);
      spares.sort((a, b) => b.byteLength - a.byteLength).splice(MOST_SPARES);
      return tensor;
    } catch (error) {
      if (error instanceof UserError)
        throw new UserError(error.what, { where: name, remedy: 'Download the model again.', cause: error });
      throw error;
    }
  };
  return {
    ...source,
    readNf4,
    release: () => void spares.splice(0),
  };
}

/** Takes out the smallest buffer that is large enough; the largest come first. */
function takeSpare(spares: ArrayBuffer[], sizeBytes: number): ArrayBuffer | undefined {
  const at = spares.findLastIndex(({ byteLength }) => byteLength >= sizeBytes);
  return at < 0 ? undefined : spares.splice(at, 1)[0];
}

/** Bytes whose buffer holds nothing else of use, so that it can be handed over. */
function ownBuffer(bytes: Uint8Array<ArrayBuffer>, spare: ArrayBuffer | undefined): Uint8Array<ArrayBuffer> {
  return bytes.buffer === spare || bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}
