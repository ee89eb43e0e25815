import { fingerprintRows } from '../engine/train/fingerprint.ts';
import { assertResumable, CHECKPOINT_FILE, type RunCheckpoint } from './checkpoints.ts';
import type { RunConfig } from './config.ts';
import type { RateChange, RestoredRecord } from './events.ts';
import type { RunPorts } from './runPorts.ts';
import { loraSettings, trainSettings } from './settings.ts';

/** Without a checkpoint the run goes on from its start. */
export function restored(checkpoint: RunCheckpoint | null): RestoredRecord {
  if (checkpoint === null) return { step: 0, steps: [], validations: [], answers: [] };
  const { step, steps, validations } = checkpoint.state;
  return { step, steps, validations, answers: checkpoint.answers, checkpoints: checkpoint.saved };
}

/** The checkpoint to go on from; null: there is none. Rejects with a UserError when it is of other settings or rows. */
export async function loadCheckpoint(
  config: RunConfig,
  { checkpoints, data, newRate }: RunPorts,
): Promise<RunCheckpoint | null> {
  const loaded = await checkpoints.load();
  if (loaded === null) return null;
  const checkpoint = newRate ? withRate(loaded, config.learningRate) : loaded;
  const dataFingerprint = fingerprintRows(data.parts.train.rows, data.parts.validation.rows);
  const expected = { settings: trainSettings(config), lora: loraSettings(config), dataFingerprint };
  assertResumable(checkpoint, expected, CHECKPOINT_FILE);
  return checkpoint;
}

/** The same point of the run, from which another learning rate holds. */
function withRate(checkpoint: RunCheckpoint, to: number): RunCheckpoint {
  const { state, rateChanges } = checkpoint;
  const from = state.settings.learningRate;
  if (from === to) return checkpoint;
  const change: RateChange = { step: state.step, from, to };
  return {
    ...checkpoint,
    state: { ...state, settings: { ...state.settings, learningRate: to } },
    rateChanges: [...rateChanges, change],
  };
}
