import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultConfig } from '../run/config.ts';
import { EXAMPLE_ADAPTER, exampleRun } from '../run/testing/exampleRun.ts';
import { type OverTrial, readTrialFiles, trialFiles } from '../run/trialFiles.ts';
import { planTrials } from '../run/trialGrid.ts';
import { keptTrial, lostTrial, waitingTrial } from '../run/trialState.ts';
import { diskTrials } from './diskTrials.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabtune-trials-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [first, second] = planTrials(defaultConfig(), { learningRates: [1e-4, 1e-3], batchSizes: [2] });
if (first === undefined || second === undefined) throw new Error('two trials were planned');
const run = exampleRun({ config: first.config });
const kept: OverTrial = {
  record: keptTrial(waitingTrial(first, 128), run, first.folder, 'finished'),
  kept: {
    run,
    adapter: EXAMPLE_ADAPTER,
    rowTokens: [{ index: 0, tokens: ['a'], base: [2], tuned: [1], repeated: [] }],
  },
};
const store = (onFirstSave = () => {}) => diskTrials({ saveFolder: folder, loadFolder: folder, onFirstSave });

it('a trial comes back as it was, adapter and all; before that the run is begun', async () => {
  const calls: string[] = [];
  expect(await store().load(first.folder)).toBeNull();
  await store(() => calls.push(readdirSync(folder).join())).save(first.folder, trialFiles(kept));
  expect(calls).toEqual(['']);
  expect(readTrialFiles((await store().load(first.folder)) ?? [], first)).toEqual(kept);
});

it('one that left no adapter comes back with its reason', async () => {
  const failed = { record: lostTrial(waitingTrial(second, 128), [], 'failed', 'not finite'), kept: null };
  await store().save(second.folder, trialFiles(failed));
  expect(readTrialFiles((await store().load(second.folder)) ?? [], second)).toEqual(failed);
});

it('what is cut short, damaged or of other settings is run again', () => {
  const files = trialFiles(kept);
  const spoil = (name: string) => files.map((file) => (file.name === name ? { name, bytes: new Uint8Array(9) } : file));
  expect(readTrialFiles(files, second)).toBeNull();
  expect(readTrialFiles(files.slice(0, -1), first)).toBeNull();
  for (const name of ['adapter_model.safetensors', 'run.json', 'trial.json'])
    expect(readTrialFiles(spoil(name), first)).toBeNull();
});
