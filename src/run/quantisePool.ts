/** Quantising on all cores: each matrix is cut into as many parts as there are threads, so that one tensor at a time is held. */
import type { TensorSource } from '../engine/types.ts';
import { elementBytes, type FloatDtype, isFloatDtype } from '../formats/floats.ts';
import {
  joinNf4Parts,
  type Nf4Options,
  type Nf4Part,
  type Nf4Tensor,
  nf4PartBounds,
  quantiseNf4Bytes,
} from '../formats/nf4.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { UserError } from '../lib/errors.ts';

export interface QuantiseJob {
  readonly dtype: FloatDtype;
  /** A buffer of its own, handed over. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A thread that quantises; the next job comes when the last one is done. Rejects with the message of what went wrong. */
export interface QuantiseThread {
  run(job: QuantiseJob): Promise<Nf4Part>;
  terminate(): void;
}

export interface QuantisePool {
  quantise(
    dtype: FloatDtype,
    bytes: Uint8Array,
    shape: readonly [number, number],
    options: Nf4Options,
  ): Promise<Nf4Tensor>;
  close(): void;
}

/** Below this, handing weights to threads costs more than quantising them (230 million per second and core). */
const SMALL_WEIGHTS = 2 ** 19;

/** Threads start when the first large matrix comes. `threads`: as many as there are cores to use. */
export function createQuantisePool(spawn: () => QuantiseThread, threads: number): QuantisePool {
  let pool: QuantiseThread[] | null = null;
  // The next matrix may be handed in while one is at work: each thread takes its parts in turn.
  let turns: Promise<unknown>[] = [];
  return {
    async quantise(dtype, bytes, shape, options) {
      const size = elementBytes(dtype);
      const n = bytes.length / size;
      if (threads < 2 || n < SMALL_WEIGHTS) return quantiseNf4Bytes(dtype, bytes, shape, options);
      pool ??= Array.from({ length: threads }, spawn);
      const bounds = nf4PartBounds(n, threads);
      const parts = await Promise.all(
        pool.map((thread, i) => {
          const part = bytes.slice((bounds[i] as number) * size, (bounds[i + 1] as number) * size);
          const run = () => thread.run({ dtype, bytes: part });
          const done = (turns[i] ?? Promise.resolve()).then(run, run);
          turns[i] = done;
          return done;
        }),
      );
      return joinNf4Parts(parts, shape, options);
    },
    close() {
      for (const thread of pool ?? []) thread.terminate();
      pool = null;
      turns = [];
    },
  };
}

/** The same weights; matrices come quantised by the pool. Sources in NF4 stay as they are. */
export function pooledSource(source: TensorSource, pool: QuantisePool): TensorSource {
  if (source.readNf4 !== undefined) return source;
  const infos = new Map(source.tensors.map((tensor) => [tensor.name, tensor]));
  return {
    ...source,
    async readNf4(name, options, signal) {
      const info = infos.get(name);
      if (info === undefined || !isFloatDtype(info.dtype) || info.shape.length !== 2)
        throw new UserError('is no matrix of floats', { where: `tensor "${name}"` });
      const [rows, columns] = info.shape as unknown as readonly [number, number];
      const bytes = await source.read(name, signal);
      if (bytes.length !== rows * columns * elementBytes(info.dtype)) {
        throw new UserError(
          `${bytes.length} bytes were read, its shape needs ${rows * columns * elementBytes(info.dtype)}`,
          {
            where: `tensor "${name}"`,
            remedy: 'Download the model again.',
          },
        );
      }
      throwIfAborted(signal);
      try {
        return await pool.quantise(info.dtype, bytes, [rows, columns], options);
      } catch (error) {
        if (error instanceof UserError)
          throw new UserError(error.what, { where: name, remedy: 'Download the model again.', cause: error });
        throw error;
      }
    },
  };
}
