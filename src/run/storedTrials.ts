import type { RunCheckpoint } from './checkpoints.ts';
import type { StoredJob } from './storedRun.ts';
import { readTrialFiles, type TrialStore } from './trialFiles.ts';
import { planTrials } from './trialGrid.ts';
import type { TrialRecord } from './trialRecord.ts';
import { waitingTrial } from './trialState.ts';

/** Where a grid that is kept stands: its trials, the one to go on with `running`; empty where the run has none. */
export async function storedTrials(
  { config, trials, trainRows = 0 }: StoredJob,
  store: TrialStore,
): Promise<TrialRecord[]> {
  if (!trials) return [];
  const records: TrialRecord[] = [];
  for (const trial of planTrials(config, trials.grid)) {
    const files = await store.load(trial.folder);
    records.push((files && readTrialFiles(files, trial)?.record) ?? waitingTrial(trial, trainRows));
  }
  const next = records.findIndex(({ status }) => status === 'waiting');
  return records.map((record, i) => (i === next ? { ...record, status: 'running' } : record));
}

/** Whether a checkpoint is of the trial to go on with, and not of the one before it. A run without trials has one checkpoint only. */
export function isOfCurrentTrial({ state }: RunCheckpoint, trials: readonly TrialRecord[]): boolean {
  const current = trials.find(({ status }) => status === 'running');
  if (trials.length === 0) return true;
  const { learningRate, batchSize } = state.settings;
  return current?.learningRate === learningRate && current.batchSize === batchSize;
}
