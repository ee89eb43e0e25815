import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunCheckpoint } from '../run/checkpoints.ts';
import { CHECKPOINT_FILE } from '../run/checkpoints.ts';
import { defaultConfig, parseConfig } from '../run/config.ts';
import { loraSettings, trainSettings } from '../run/settings.ts';
import { EXAMPLE_ADAPTER } from '../run/testing/exampleRun.ts';
import { diskCheckpoints } from './diskCheckpoints.ts';
import { replaceFile } from './files.ts';
import { assertSameSettings, type Job, loadJob, saveJob } from './job.ts';
import { CHECKPOINT_FOLDER, checkOutputFolder, nothingKept, removeDrafts, writeOutputs } from './outputFolder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabtune-out-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text = 'x') => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const check = (force = false, inputs: string[] = []) => checkOutputFolder(folder, { force, inputs });

describe('nothingKept', () => {
  it('says that nothing was written, or how to go on from a checkpoint', () => {
    expect(nothingKept(folder).message).toBe('stopped before there was anything to keep; nothing was written.');
    put(`${CHECKPOINT_FOLDER}/${CHECKPOINT_FILE}`);
    expect(nothingKept(folder).message).toContain(`tabtune finetune --resume ${folder}`);
  });
});

describe('checkOutputFolder', () => {
  it('accepts a folder that is not there, is empty, or holds other files', () => {
    expect(() => checkOutputFolder(join(folder, 'new'), { force: false, inputs: [] })).not.toThrow();
    put('notes.txt');
    expect(check).not.toThrow();
  });

  it('refuses results unless they may be replaced', () => {
    put('run.json');
    put('adapter_model.safetensors');
    expect(check).toThrow('already holds adapter_model.safetensors, run.json. Choose another folder, or add --force');
    expect(() => check(true)).not.toThrow();
  });

  it('refuses an unfinished run and says how to go on', () => {
    put(`${CHECKPOINT_FOLDER}/${CHECKPOINT_FILE}`);
    expect(check).toThrow(`holds an unfinished run. Go on with --resume ${folder}`);
    expect(() => check(true)).not.toThrow();
  });

  it('never lets a run overwrite what it reads', () => {
    put('train.jsonl');
    expect(() => check(true, [join(folder, '.', 'train.jsonl')])).toThrow(
      'the run would overwrite its own input train.jsonl',
    );
  });

  it('refuses a file in the place of a folder', () => {
    put('file');
    expect(() => checkOutputFolder(join(folder, 'file'), { force: true, inputs: [] })).toThrow(
      'is a file, not a folder',
    );
  });

  it('refuses a folder that could not be made, before the run', () => {
    put('file');
    expect(() => checkOutputFolder(join(folder, 'file', 'a', 'b'), { force: false, inputs: [] })).toThrow(
      `${join(folder, 'file')} is a file, not a folder. Choose another place.`,
    );
  });
});

describe('writing', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('leaves the old file whole when the new one cannot be written', () => {
    put('a.txt', 'old');
    mkdirSync(join(folder, 'b.txt'));
    replaceFile(join(folder, 'a.txt'), 'new');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('new');
    expect(() => replaceFile(join(folder, 'b.txt'), 'x')).toThrow();
    expect(readdirSync(folder).sort()).toEqual(['a.txt', 'b.txt']);
  });

  it('removes files of an earlier run that the new one has not, and nothing else', () => {
    put('chat_template.jinja');
    put('notes.txt');
    writeOutputs(folder, [{ name: 'run.json', bytes: bytes('{}') }]);
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'run.json']);
  });

  it('puts files into the folders of trials, and removes those of an earlier grid', () => {
    put('trials/3-lr1e-3-b2/run.json');
    writeOutputs(folder, [
      { name: 'trials/1-lr1e-4-b2/run.json', bytes: bytes('{}') },
      { name: 'run.json', bytes: bytes('{}') },
    ]);
    expect(readdirSync(join(folder, 'trials'))).toEqual(['1-lr1e-4-b2']);
    writeOutputs(folder, [{ name: 'run.json', bytes: bytes('{}') }]);
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  it('removes the drafts of a killed process only', () => {
    put('.run.json.123.tmp');
    put('.hidden');
    put('a.tmp');
    removeDrafts(folder);
    expect(readdirSync(folder).sort()).toEqual(['.hidden', 'a.tmp']);
  });
});

const checkpoint = (step: number): RunCheckpoint => ({
  state: {
    formatVersion: 1,
    step,
    appliedUpdates: step,
    settings: trainSettings(defaultConfig()),
    lora: loraSettings(defaultConfig()),
    dataFingerprint: 'f',
    kernels: {},
    checkpointing: false,
    elapsedMs: 1,
    steps: [],
    validations: [],
    bestStep: null,
  },
  adapter: EXAMPLE_ADAPTER,
  adamM: EXAMPLE_ADAPTER,
  adamV: EXAMPLE_ADAPTER,
  bestAdapter: null,
  answers: [],
  rateChanges: [],
});

describe('checkpoints on disk', () => {
  const store = (onFirstSave = () => {}) => diskCheckpoints({ saveFolder: folder, loadFolder: folder, onFirstSave });

  it('come back, the last one winning', async () => {
    expect(await store().load()).toBeNull();
    await store().save(checkpoint(1));
    await store().save(checkpoint(2));
    expect(await store().load()).toEqual(checkpoint(2));
    expect(readdirSync(folder)).toEqual([CHECKPOINT_FILE]);
    await store().clear();
    expect(await store().load()).toBeNull();
  });

  it('call back before the first one only', async () => {
    const seen: boolean[] = [];
    const saving = store(() => seen.push(existsSync(join(folder, CHECKPOINT_FILE))));
    await saving.save(checkpoint(1));
    await saving.save(checkpoint(2));
    expect(seen).toEqual([false]);
  });

  it('name their file when it is damaged', async () => {
    put(CHECKPOINT_FILE, 'nonsense that is long enough');
    await expect(store().load()).rejects.toThrow(`${CHECKPOINT_FILE}: damaged checkpoint`);
  });
});

describe('a job', () => {
  const example = (row: number) => ({ row, prompt: `p${row}`, completion: 'c', stratum: null });
  const job: Job = {
    config: parseConfig({ learningRate: 0.002, where: ['a=b'] }),
    trials: null,
    origin: {
      kind: 'csv',
      files: ['t.csv'],
      strata: [{ name: 's', count: 3, pooled: false }],
      left: { empty: 0, duplicates: 1 },
    },
    parts: { train: [example(1)], validation: [example(2)], test: [example(3)] },
  };

  it('comes back beside its checkpoint', async () => {
    saveJob(folder, job);
    put(CHECKPOINT_FILE);
    expect(await loadJob(folder, '--resume x')).toEqual(job);
  });

  it('is nothing to resume without a checkpoint', async () => {
    saveJob(folder, job);
    await expect(loadJob(folder, '--resume x')).rejects.toThrow('--resume x: holds no checkpoint of an unfinished run');
  });

  it('with trials comes back between two of them, when there is no checkpoint', async () => {
    const trials = { grid: { learningRates: [0.002, 0.001], batchSizes: [2] }, stopLosers: { marginNats: 0.1 } };
    saveJob(folder, { ...job, trials });
    await expect(loadJob(folder, '--resume x')).rejects.toThrow('holds no checkpoint');
    put('trials/1-lr0.002-b2/trial.json');
    const loaded = await loadJob(folder, '--resume x');
    expect(loaded).toEqual({ ...job, trials });
    const same = { learningRate: [0.002, 0.001] };
    expect(() => assertSameSettings({ learningRate: 0.002 }, loaded, 'x', same)).not.toThrow();
    expect(() => assertSameSettings({ learningRate: 0.002 }, loaded, 'x', { learningRate: [0.002] })).toThrow(
      'cannot resume, since --lr was 0.002,0.001 and is now 0.002',
    );
  });

  it('is refused when its rows were edited', async () => {
    saveJob(folder, job);
    put(CHECKPOINT_FILE);
    put('test.jsonl', '{"prompt":"other","completion":"c"}\n');
    await expect(loadJob(folder, '--resume x')).rejects.toThrow('its rows are not those the run was started with');
  });

  it('is refused when job.json is damaged', async () => {
    saveJob(folder, job);
    put(CHECKPOINT_FILE);
    put('job.json', '{"formatVersion":2}');
    await expect(loadJob(folder, '--resume x')).rejects.toThrow('job.json: damaged: formatVersion');
  });

  it('names every given setting that is another', () => {
    expect(() => assertSameSettings({ learningRate: 0.002, where: ['a=b'] }, job, 'x')).not.toThrow();
    expect(() => assertSameSettings({ learningRate: 0.001, maxSteps: 3 }, job, '--resume x')).toThrow(
      '--resume x: cannot resume, since --lr was 0.002 and is now 0.001; --max-steps was not set and is now 3.',
    );
  });
});
