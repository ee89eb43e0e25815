import type { Engine } from '../engine/engine.ts';
import { type InferenceRequest, openInferenceEngine } from '../run/inferenceEngine.ts';
import { pooledSource } from '../run/quantisePool.ts';
import { openCliGpu } from './gpu.ts';
import type { Io } from './io.ts';
import { ProgressBar } from './progressBar.ts';
import { cliQuantisePool } from './quantiseThreads.ts';

export interface CliInferenceRequest extends InferenceRequest {
  readonly device: string;
}

/** Opens a model to be measured or asked, does the work, and gives the GPU back. */
export async function withEngine<T>(
  io: Io,
  { model, device, ...request }: CliInferenceRequest,
  work: (engine: Engine, bar: ProgressBar) => Promise<T>,
): Promise<T> {
  const bar = new ProgressBar(io);
  const gpu = await openCliGpu(device);
  const pool = cliQuantisePool();
  try {
    const pooled = { ...model, tensors: pooledSource(model.tensors, pool) };
    const onProgress = (done: number, total: number, phase: string) => bar.draw('Loading', done, total, phase);
    const engine = await openInferenceEngine(gpu, { ...request, model: pooled }, { onProgress });
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
