import { expect, it } from 'vitest';
import { unzip, zipFiles } from '../formats/zip.ts';
import { parseConfig } from './config.ts';
import { runShelf } from './runShelf.ts';
import { memoryFolders } from './storeFiles.ts';
import { exampleCheckpoint } from './testing/exampleCheckpoint.ts';
import { EXAMPLE_ADAPTER, exampleRun } from './testing/exampleRun.ts';
import { trialArchive } from './trialArchive.ts';
import { type OverTrial, trialFiles } from './trialFiles.ts';
import { planTrials } from './trialGrid.ts';
import { keptTrial, waitingTrial } from './trialState.ts';

const config = parseConfig({ epochs: 1, gradientAccumulation: 1 });
const trials = { grid: { learningRates: [1e-3], batchSizes: [2, 1] }, stopLosers: null };
const [first, second] = planTrials(config, trials.grid);
if (first === undefined || second === undefined) throw new Error('two trials were planned');
const job = { id: 'g', fileName: 'x.csv', config, trials, trainRows: 6, startedAt: 0, totalSteps: 3, versions: {} };
const part = { examples: [], rows: [] };
const origin = { kind: 'jsonl' as const, files: ['x.jsonl'], strata: [], left: { empty: 0, duplicates: 0 } };
const data = { parts: { train: part, validation: part, test: part }, origin, fingerprint: 'f' };

function overTrial(): OverTrial {
  if (first === undefined) throw new Error('unreachable');
  const run = exampleRun({ config: first.config });
  const rowTokens = [{ index: 0, tokens: ['a'], base: [2], tuned: [1], repeated: [] }];
  const record = keptTrial(waitingTrial(first, 6), run, first.folder, 'finished');
  return { record, kept: { run, adapter: EXAMPLE_ADAPTER, rowTokens } };
}

it('a grid that is kept is told by the trial to go on with; the checkpoint of the one before it is not of it', async () => {
  const shelf = runShelf(memoryFolders());
  const kept = await shelf.run('g', () => {});
  await kept.begin(job, data);
  const stateOf = async () => (await shelf.list())[0]?.state;
  expect(await stateOf()).toEqual({ kind: 'unfinished', step: 0, totalSteps: 3, trial: { number: 1, total: 2 } });

  const ofFirst = exampleCheckpoint(3);
  const settings = { ...ofFirst.state.settings, batchSize: 2 };
  await kept.checkpoints.save({ ...ofFirst, state: { ...ofFirst.state, settings } });
  expect(await stateOf()).toMatchObject({ step: 3, trial: { number: 1 } });

  await kept.trials.save(first.folder, trialFiles(overTrial()));
  expect(await stateOf()).toEqual({ kind: 'unfinished', step: 0, totalSteps: 6, trial: { number: 2, total: 2 } });
  const said = await shelf.said('g');
  expect(said?.events.map((event) => (event.event === 'trial' ? event.status : event.event))).toEqual([
    'finished',
    'running',
  ]);
  await kept.checkpoints.clear();
  await kept.checkpoints.save(exampleCheckpoint(2));
  expect(await stateOf()).toMatchObject({ step: 2, trial: { number: 2 } });
  expect((await shelf.said('g'))?.events.at(-1)).toMatchObject({ event: 'restored', step: 2 });
});

it('a trial comes out of the zip of its grid as a run of its own, with the rows that all share', () => {
  const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });
  const own = trialFiles(overTrial()).map(({ name, bytes }) => ({ name: `${first.folder}/${name}`, bytes }));
  const grid = zipFiles([
    ...own,
    file('adapter_model.safetensors', 'of the best'),
    file('train.jsonl', 'rows'),
    file('run.json', '{}'),
  ]);
  const opened = trialArchive(grid, first.folder);
  const names = ['adapter_model.safetensors', 'adapter_config.json', 'README.md', 'train.jsonl'];
  expect(opened.files.map(({ name }) => name)).toEqual([...names, 'token_losses.jsonl', 'run.json']);
  const adapter = own.find(({ name }) => name.endsWith('.safetensors'))?.bytes;
  expect(unzip(opened.archive).find(({ name }) => name === 'adapter_model.safetensors')?.bytes).toEqual(adapter);
  expect(opened.run.config).toEqual(first.config);
  expect(opened.events.at(-1)).toMatchObject({ event: 'done', tunedLoss: opened.run.evaluation.tuned.loss });
  expect(() => trialArchive(grid, second.folder)).toThrow(`The files of this run hold no ${second.folder}.`);
});
