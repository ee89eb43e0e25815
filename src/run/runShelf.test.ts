import { expect, test } from 'vitest';
import { JUDGE_RULE } from '../evaluate/judge.ts';
import { defaultConfig } from './config.ts';
import type { RunData } from './data.ts';
import { dataFileHash, readDataFile, writeDataFile } from './dataFile.ts';
import { NO_REVIEW } from './review/reviewRecord.ts';
import { runShelf } from './runShelf.ts';
import { packRuns } from './runsFile.ts';
import { startingAdapter } from './startingAdapter.ts';
import type { StoredJob } from './storedRun.ts';
import { memoryFolders, type RunFolders } from './storeFiles.ts';
import { exampleCheckpoint } from './testing/exampleCheckpoint.ts';
import { exampleResult } from './testing/exampleResult.ts';

const part = (text: string) => ({
  examples: [{ row: 3, prompt: `${text}?`, completion: `${text}. Ümläut`, stratum: 'a' }],
  rows: [
    { ids: Uint32Array.of(1, 70_000, 3), supervised: Uint8Array.of(0, 1, 1) },
    { ids: Uint32Array.of(9), supervised: Uint8Array.of(0) },
  ],
});
const data: RunData = {
  parts: { train: part('t'), validation: part('v'), test: part('x') },
  origin: { kind: 'csv', files: ['rows.csv'], strata: [], left: { empty: 1, duplicates: 2 } },
  fingerprint: 'f00',
};

const job = (id: string, startedAt: number): Omit<StoredJob, 'dataHash'> => ({
  id,
  fileName: `${id}.csv`,
  config: { ...defaultConfig(), model: 'mini' },
  startedAt,
  totalSteps: 20,
  versions: { tabtune: '1' },
});

const result = (id: string) => ({
  id,
  fileName: `${id}.csv`,
  config: defaultConfig(),
  startedAt: 5,
  events: [{ event: 'checkpoint', step: 2 } as const],
  files: [{ name: 'run.json', sizeBytes: 3 }],
  archiveBytes: 3,
});

const ignore = () => {};

test('rows come back from their file as they were, and not at all when a byte differs', () => {
  const bytes = writeDataFile(data);
  const hash = dataFileHash(bytes);
  expect(readDataFile(bytes, hash)).toEqual(data);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(readDataFile(bytes, hash)).toBeNull();
});

test('a run that began is found by another page, with its rows and its latest step', async () => {
  const disk = memoryFolders();
  const run = await runShelf(disk).run('a', ignore);
  await run.begin(job('a', 1), data);
  const later = runShelf(disk);
  expect(await later.list()).toMatchObject([
    { id: 'a', model: 'mini', state: { kind: 'unfinished', step: 0, totalSteps: 20 } },
  ]);
  await run.checkpoints.save(exampleCheckpoint(3));
  await run.checkpoints.save(exampleCheckpoint(4));
  expect(await later.list()).toMatchObject([{ state: { step: 4 } }]);
  expect((await later.said('a'))?.events).toMatchObject([{ event: 'restored', step: 4 }]);
  const opened = await (await later.run('a', ignore)).openJob();
  expect(opened.data).toEqual(data);
  expect(opened.job).toMatchObject({ fileName: 'a.csv', config: { model: 'mini' } });
});

test('a finished run has its archive in the place of rows and checkpoints', async () => {
  const disk = memoryFolders();
  const shelf = runShelf(disk);
  const run = await shelf.run('a', ignore);
  await run.begin(job('a', 1), data);
  await run.finish(result('a'), Uint8Array.of(1, 2, 3));
  expect(await shelf.list()).toMatchObject([{ id: 'a', state: { kind: 'finished' } }]);
  expect(await shelf.result('a')).toEqual({ result: result('a'), archive: Uint8Array.of(1, 2, 3) });
  expect(await (await disk.open('a')).read('rows.safetensors')).toBeNull();
  await shelf.discard('a');
  expect(await shelf.list()).toEqual([]);
});

test('one damaged run is told in words and hides none of the others', async () => {
  const disk = memoryFolders();
  const shelf = runShelf(disk);
  for (const [id, startedAt] of [
    ['old', 1],
    ['new', 2],
  ] as const) {
    await (await shelf.run(id, ignore)).begin(job(id, startedAt), data);
  }
  await (await disk.open('bad')).write('job.json', new TextEncoder().encode('{"formatVersion":'));
  await (await disk.open('empty')).write('rows.safetensors', new Uint8Array(4));
  expect((await shelf.list()).map(({ id, state }) => [id, state.kind])).toEqual([
    ['new', 'unfinished'],
    ['old', 'unfinished'],
    ['bad', 'damaged'],
  ]);
  await (await disk.open('old')).write('rows.safetensors', new Uint8Array(4));
  await expect((await shelf.run('old', ignore)).openJob()).rejects.toThrow('the rows that were kept are damaged');
});

test('what the disk refuses stays in memory, which is said once, and taken back when the disk takes it again', async () => {
  const disk = memoryFolders();
  let full = false;
  const tight: RunFolders = {
    ...disk,
    async open(id) {
      const files = await disk.open(id);
      return {
        ...files,
        write: async (name, bytes) => {
          if (full) throw new DOMException('no room', 'QuotaExceededError');
          return files.write(name, bytes);
        },
      };
    },
  };
  const said: unknown[] = [];
  const shelf = runShelf(tight);
  const run = await shelf.run('a', (kept, reason) => said.push([kept, reason]));
  await run.begin(job('a', 1), data);
  await run.checkpoints.save(exampleCheckpoint(1));
  full = true;
  await run.checkpoints.save(exampleCheckpoint(2));
  await run.checkpoints.save(exampleCheckpoint(3));
  expect(said).toEqual([[false, 'full']]);
  expect((await run.checkpoints.load())?.state.step).toBe(3);
  full = false;
  await run.checkpoints.save(exampleCheckpoint(4));
  expect(said.slice(1)).toEqual([[true, null]]);
  expect((await runShelf(disk).list())[0]?.state).toMatchObject({ step: 4 });
});

test('without a disk a run lives as long as the page, and says so', async () => {
  const said: unknown[] = [];
  const shelf = runShelf(null);
  const run = await shelf.run('a', (kept, reason) => said.push([kept, reason]));
  await run.begin(job('a', 1), data);
  await run.checkpoints.save(exampleCheckpoint(2));
  expect(said).toEqual([[false, 'unavailable']]);
  expect(await shelf.list()).toMatchObject([{ state: { kind: 'unfinished', step: 2 } }]);
  await run.finish(result('a'), Uint8Array.of(1, 2, 3));
  expect((await shelf.result('a')).archive).toHaveLength(3);
});

test('the adapter that a run started from is kept with it, and is refused when a byte differs', async () => {
  const disk = memoryFolders();
  const tensors = (['A', 'B'] as const).map((side) => ({
    name: `base_model.model.model.layers.0.self_attn.q_proj.lora_${side}.weight`,
    shape: side === 'A' ? [1, 2] : [2, 1],
    data: Float32Array.of(0.5, -2),
  }));
  const { record } = startingAdapter('mine', {
    baseModel: 'mini',
    lora: { rank: 1, alpha: 2, dropout: 0, targets: ['q_proj'], rslora: false },
    tensors,
  });
  const run = await runShelf(disk).run('a', ignore);
  await run.begin({ ...job('a', 1), start: record }, data, tensors);
  const open = async () => (await runShelf(disk).run('a', ignore)).openJob();
  expect((await open()).start).toEqual({ record, tensors });
  const files = await disk.open('a');
  const bytes = (await files.read('start.safetensors')) as Uint8Array<ArrayBuffer>;
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await files.write('start.safetensors', bytes);
  await expect(open()).rejects.toThrow('the adapter that the run started from is damaged');
});

test('a finished run is told with its figures, its curve and its size, by the name that it was given', async () => {
  const disk = memoryFolders();
  const shelf = runShelf(disk);
  const { result: whole, archive } = exampleResult('a');
  await (await shelf.run('a', ignore)).finish(whole, archive);
  await shelf.changeAbout('a', { name: 'Mine' });
  await shelf.changeAbout('a', { downloadedAt: 9 });
  const [facts] = await runShelf(disk).list();
  expect(facts).toMatchObject({
    name: 'Mine',
    downloadedAt: 9,
    fingerprint: '0123456789abcdef',
    curve: { steps: [1, 2], losses: [4, expect.closeTo((0.9 * 0.1 * 4 + 0.1 * 2) / (1 - 0.9 ** 2), 9)] },
    outcome: { tuned: { loss: 1.423, rows: 16 }, done: { steps: 0 }, bestValidationLoss: null },
    state: { kind: 'finished', status: 'finished' },
  });
  expect(facts?.sizeBytes).toBeGreaterThan(archive.length);
  await (await disk.open('a')).write('about.json', new TextEncoder().encode('{'));
  expect(await runShelf(disk).list()).toMatchObject([{ name: null, state: { kind: 'finished' } }]);
});

test('what people said of the answers stays with a run, travels with it, and is nothing where it cannot be read', async () => {
  const disk = memoryFolders();
  const shelf = runShelf(disk);
  const { result: whole, archive } = exampleResult('a');
  await (await shelf.run('a', ignore)).finish(whole, archive);
  const verdict = { index: 3, model: 'tuned' as const, class: 'correct' as const };
  const review = {
    rule: { ...JUDGE_RULE, longest: 4 },
    seed: 1,
    checks: [{ ...verdict, at: '2025-01-02T03:04:05.000Z' }],
    sheets: [{ reviewer: 'Anna', fileName: null, blind: true, verdicts: [verdict] }],
  };
  expect(await shelf.review('a')).toEqual(NO_REVIEW);
  await shelf.changeAbout('a', { review });
  await shelf.changeAbout('a', { name: 'Mine' });
  expect(await runShelf(disk).review('a')).toEqual(review);
  const other = runShelf(memoryFolders());
  await other.takeIn(await shelf.pack(['a']));
  expect(await other.review('a')).toEqual(review);
  const about = { formatVersion: 1, name: null, downloadedAt: null, review: { ...review, seed: 'x' } };
  await (await disk.open('a')).write('about.json', new TextEncoder().encode(JSON.stringify(about)));
  expect(await runShelf(disk).review('a')).toEqual(NO_REVIEW);
});

test('runs go to another browser and back; one that is here stays, one without room is told, none is lost', async () => {
  const from = runShelf(memoryFolders());
  for (const id of ['a', 'b']) {
    const { result: whole, archive } = exampleResult(id);
    await (await from.run(id, ignore)).finish(whole, archive);
  }
  await from.changeAbout('a', { name: 'Mine' });
  const file = await from.pack(['a', 'b']);

  const disk = memoryFolders();
  const to = runShelf(disk);
  expect(await to.takeIn(file)).toEqual({ added: ['a', 'b'], known: 0, refused: [] });
  expect((await to.list()).map(({ id, name }) => [id, name]).sort()).toEqual([
    ['a', 'Mine'],
    ['b', null],
  ]);
  expect(await to.result('b')).toEqual(await from.result('b'));
  await to.changeAbout('a', { name: 'Renamed here' });
  expect(await to.takeIn(file)).toEqual({ added: [], known: 2, refused: [] });
  expect((await to.list()).find(({ id }) => id === 'a')?.name).toBe('Renamed here');

  const full = memoryFolders();
  const tight: RunFolders = {
    ...full,
    async open(id) {
      const files = await full.open(id);
      const write = async () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
      return id === 'a' ? { ...files, write } : files;
    },
  };
  const outcome = await runShelf(tight).takeIn(file);
  expect(outcome).toMatchObject({
    added: ['b'],
    refused: [expect.stringMatching(/^run a: the storage of this browser is full/)],
  });
  expect(await full.list()).toEqual(['b']);
  await expect(to.takeIn(packRuns([]).slice(0, 10))).rejects.toThrow('not a readable zip file');
});
