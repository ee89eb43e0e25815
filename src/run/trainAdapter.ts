import type { Engine } from '../engine/engine.ts';
import type { TrainCheckpoint, TrainResult } from '../engine/types.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { AbortedError } from '../lib/errors.ts';
import type { RunConfig } from './config.ts';
import type { RunEvent } from './events.ts';
import type { RunPorts, RunSignals } from './runFinetune.ts';
import { trainSettings } from './settings.ts';
import { anySignal } from './signals.ts';

export interface TrainContext {
  readonly resumed: TrainCheckpoint | null;
  readonly emit: (event: RunEvent) => void;
  readonly signals: RunSignals;
}

/** Trains from the start or from a checkpoint; the kept adapter is in the engine on return. AbortedError when no step was finished. */
export async function trainAdapter(
  engine: Engine,
  config: RunConfig,
  { data, checkpoints }: RunPorts,
  { resumed, emit, signals }: TrainContext,
): Promise<TrainResult> {
  const signal = anySignal([signals.stop, signals.abort]);
  const result = await engine.train({
    train: data.parts.train.rows,
    validation: data.parts.validation.rows,
    settings: trainSettings(config),
    ...(resumed && { resume: resumed }),
    emit,
    save: (checkpoint) => checkpoints.save(checkpoint),
    ...(signal && { signal }),
  });
  throwIfAborted(signals.abort);
  if (result.steps.length === 0) throw new AbortedError('Stopped before the first step: nothing was learned.');
  return result;
}
