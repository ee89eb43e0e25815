import { createEngine, type Engine } from '../engine/engine.ts';
import { sequencesFor } from '../engine/model/cacheRoom.ts';
import { longestDocument, longestRow } from '../engine/model/checkRows.ts';
import { type ModelConfig, parseModelConfig } from '../engine/model/config.ts';
import { capacityFor } from '../engine/train/batches.ts';
import type { KernelChoices, TokenRow } from '../engine/types.ts';
import { UserError } from '../lib/errors.ts';
import type { RunConfig } from './config.ts';
import type { RunEvent } from './events.ts';
import type { RunPorts } from './runPorts.ts';
import { loraSettings } from './settings.ts';

export type EnginePorts = Pick<RunPorts, 'openGpu' | 'model' | 'data' | 'start'>;

export interface EngineNeeds {
  /** Tokens of the longest prompt with its answer; 0 when nothing is generated. */
  readonly context: number;
  /** Tokens of a row that is measured besides those of the parts; default 0. */
  readonly longestRow?: number;
  /** Prompts that are answered together where there is memory; default 1. */
  readonly prompts?: number;
  /** The kernels of the run that goes on; chosen anew for a new run. */
  readonly kernels?: KernelChoices | undefined;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The engine for all of a run: loads and quantises the base, with room for the largest micro-batch of any part.
 * @throws UserError when the model or the rows do not fit, RunError when the GPU fails, AbortedError.
 */
export async function openEngine(config: RunConfig, ports: EnginePorts, needs: EngineNeeds): Promise<Engine> {
  const { model, data, start } = ports;
  const { context, longestRow: besides = 0, prompts = 1, kernels, emit, signal } = needs;
  const { train, validation, test } = data.parts;
  const rows = [...train.rows, ...validation.rows, ...test.rows];
  const modelConfig = parseModelConfig(model.configJson);
  checkLength(modelConfig, rows);
  return createEngine(await ports.openGpu(), {
    config: modelConfig,
    source: model.tensors,
    quantisation: { kind: 'nf4', doubleQuant: config.doubleQuant },
    lora: loraSettings(config),
    seed: config.seed,
    capacity: {
      tokens: Math.max(besides, capacityFor(rows, config.batchSize)),
      context,
      sequences: sequencesFor(modelConfig, context, prompts),
    },
    checkpointing: config.checkpointing,
    precision: config.precision,
    training: true,
    onProgress: ({ phase, done, total }) => emit({ event: 'phase', phase: 'load', done, total, detail: phase }),
    ...(start && { initialAdapter: start.tensors }),
    ...(kernels && { kernels }),
    ...(signal && { signal }),
  });
}

/** Before the model is loaded: throws a UserError for rows beyond the longest text that the engine takes for this model. */
export function checkLength(config: ModelConfig, rows: readonly TokenRow[]): void {
  const maxLength = longestDocument(config);
  const longest = longestRow(rows);
  if (longest <= maxLength) return;
  const reads =
    config.slidingWindow === maxLength
      ? `attends over a sliding window of ${maxLength}, and longer rows are not computed here`
      : `reads ${maxLength}`;
  throw new UserError(`the longest row has ${longest} tokens, but this model ${reads}`, {
    where: '--max-length',
    remedy: `Give ${maxLength} or less.`,
  });
}
