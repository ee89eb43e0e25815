import { createEngine, type Engine } from '../engine/engine.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import type { Capacity } from '../engine/model/programs.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import type { ImportedAdapter } from '../run/importAdapter.ts';
import { pooledSource } from '../run/quantisePool.ts';
import { openCliGpu } from './gpu.ts';
import type { Io } from './io.ts';
import { ProgressBar } from './progressBar.ts';
import { cliQuantisePool } from './quantiseThreads.ts';

export interface InferenceRequest {
  readonly model: LoadedModel;
  readonly adapter: Pick<ImportedAdapter, 'lora' | 'tensors'> | null;
  readonly device: string;
  readonly doubleQuant: boolean;
  /** `none`: the weights as they are, without an adapter. Default: NF4. */
  readonly quantisation?: 'nf4' | 'none';
  /** Keep all logits. */
  readonly trace?: boolean;
  readonly capacity: Capacity;
}

/** Opens a model to be measured or asked, does the work, and gives the GPU back. */
export async function withEngine<T>(
  io: Io,
  { model, adapter, device, doubleQuant, capacity, quantisation = 'nf4', trace = false }: InferenceRequest,
  work: (engine: Engine, bar: ProgressBar) => Promise<T>,
): Promise<T> {
  const bar = new ProgressBar(io);
  const gpu = await openCliGpu(device);
  const pool = cliQuantisePool();
  try {
    const engine = await createEngine(gpu, {
      config: parseModelConfig(model.configJson),
      source: pooledSource(model.tensors, pool),
      quantisation: quantisation === 'nf4' ? { kind: 'nf4', doubleQuant } : { kind: 'none' },
      lora: adapter === null ? null : { ...adapter.lora, dropout: 0 },
      ...(adapter !== null && { initialAdapter: adapter.tensors }),
      seed: 0,
      capacity,
      checkpointing: 'off',
      training: false,
      trace,
      onProgress: ({ phase, done, total }) => bar.draw('Loading', done, total, phase),
    });
    try {
      return await work(engine, bar);
    } finally {
      engine.destroy();
    }
  } finally {
    bar.clear();
    pool.close();
    gpu.destroy();
  }
}
