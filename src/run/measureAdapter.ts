import type { GpuContext } from '../engine/gpu/device.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { capacityFor } from '../engine/train/batches.ts';
import type { TokenRow } from '../engine/types.ts';
import { type Comparison, compareModels, pairRows } from '../evaluate/comparison.ts';
import { evaluateLoss, type LossSummary } from '../evaluate/loss.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import type { RunConfig } from './config.ts';
import type { ImportedAdapter } from './importAdapter.ts';
import { openInferenceEngine } from './inferenceEngine.ts';
import { checkLength } from './openEngine.ts';
import { asStored } from './storedQuantisation.ts';

export interface AdapterMeasurement {
  readonly base: LossSummary;
  readonly adapter: LossSummary;
  readonly comparison: Comparison;
}

export interface MeasureAdapterParams {
  readonly config: Pick<RunConfig, 'doubleQuant' | 'batchSize' | 'seed'>;
  readonly model: LoadedModel;
  readonly adapter: ImportedAdapter;
  readonly rows: readonly TokenRow[];
  onProgress?(phase: 'load' | 'base' | 'adapter', done: number, total: number): void;
  readonly signal?: AbortSignal | undefined;
}

/** An adapter as it is against its base, both on the same rows and on the 4-bit base. @throws UserError, RunError, AbortedError. */
export async function measureAdapter(
  gpu: GpuContext,
  { config, model, adapter, rows, onProgress, signal }: MeasureAdapterParams,
): Promise<AdapterMeasurement> {
  checkLength(parseModelConfig(model.configJson), rows);
  const { doubleQuant } = asStored(config, model);
  const capacity = { tokens: capacityFor(rows, config.batchSize), context: 0 };
  const watch = { onProgress: (done: number, total: number) => onProgress?.('load', done, total), signal };
  const engine = await openInferenceEngine(gpu, { model, adapter, doubleQuant, capacity }, watch);
  try {
    const measure = (phase: 'base' | 'adapter') =>
      evaluateLoss(engine, rows, {
        adapter: phase === 'adapter',
        onProgress: (done, total) => onProgress?.(phase, done, total),
        signal,
      });
    const base = await measure('base');
    const tuned = await measure('adapter');
    const comparison = compareModels(pairRows(base.rowLosses, tuned.rowLosses), config.seed);
    return { base: base.summary, adapter: tuned.summary, comparison };
  } finally {
    engine.destroy();
  }
}
