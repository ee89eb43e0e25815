import { createEngine, type Engine } from '../engine/engine.ts';
import type { GpuContext } from '../engine/gpu/device.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import type { Capacity } from '../engine/model/programs.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import type { ImportedAdapter } from './importAdapter.ts';

export interface InferenceRequest {
  readonly model: LoadedModel;
  readonly adapter: Pick<ImportedAdapter, 'lora' | 'tensors'> | null;
  readonly doubleQuant: boolean;
  /** `none`: the weights as they are, without an adapter. Default: NF4. */
  readonly quantisation?: 'nf4' | 'none';
  /** Draw tokens, too. */
  readonly sampling?: boolean;
  /** Keep all logits. */
  readonly trace?: boolean;
  readonly capacity: Capacity;
}

export interface InferenceWatch {
  onProgress?(done: number, total: number, detail: string): void;
  readonly signal?: AbortSignal | undefined;
}

/** A model that is measured or asked, and not trained. The caller destroys it, and its device after it. */
export function openInferenceEngine(
  gpu: GpuContext,
  { model, adapter, doubleQuant, capacity, quantisation = 'nf4', trace = false, sampling = false }: InferenceRequest,
  { onProgress, signal }: InferenceWatch = {},
): Promise<Engine> {
  return createEngine(gpu, {
    config: parseModelConfig(model.configJson),
    source: model.tensors,
    quantisation: quantisation === 'nf4' ? { kind: 'nf4', doubleQuant } : { kind: 'none' },
    lora: adapter === null ? null : { ...adapter.lora, dropout: 0 },
    ...(adapter !== null && { initialAdapter: adapter.tensors }),
    seed: 0,
    capacity,
    checkpointing: 'off',
    training: false,
    trace,
    sampling,
    onProgress: ({ phase, done, total }) => onProgress?.(done, total, phase),
    ...(signal && { signal }),
  });
}
