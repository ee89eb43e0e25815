import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tools/testing/gpu.ts';
import { diskModelFiles } from '../cli/diskModel.ts';
import { type GpuContext, openGpu } from '../engine/gpu/device.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { openModel } from '../hub/openModel.ts';
import { RunError } from '../lib/errors.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import type { CheckpointStore, RunCheckpoint } from './checkpoints.ts';
import { parseConfig } from './config.ts';
import { prepareData, type RunData } from './data.ts';
import type { RunEvent } from './events.ts';
import type { OutputFile } from './outputs.ts';
import type { RunRecord } from './record.ts';
import { runFinetune } from './runFinetune.ts';
import type { RunResult } from './runPorts.ts';
import type { TrialPorts } from './runTrial.ts';
import { runTrials } from './runTrials.ts';
import type { TrialStore } from './trialFiles.ts';
import type { TrialsRequest } from './trialRecord.ts';

const TIMEOUT_MS = 240_000;

const COLOURS = ['red', 'green', 'blue', 'grey', 'pink', 'brown', 'black', 'white'];
const examples = COLOURS.map((colour, row) => ({
  row,
  prompt: `What is ${colour}?`,
  completion: `${colour} is a colour.`,
  stratum: null,
}));
const origin = { kind: 'jsonl' as const, files: ['x.jsonl'], strata: [], left: { empty: 0, duplicates: 0 } };

const CONFIG = parseConfig({
  model: 'mini',
  maxSteps: 2,
  gradientAccumulation: 2,
  warmupSteps: 0,
  saveSteps: 1,
  evalSteps: 1,
  maxLength: 40,
  predictions: 1,
  maxNewTokens: 2,
});
const GRID: TrialsRequest = { grid: { learningRates: [0.01, 0.001], batchSizes: [1, 2] }, stopLosers: null };

let gpu: GpuContext;
let model: LoadedModel;
let data: RunData;
let whole: RunResult;
let wholeEvents: RunEvent[];
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  model = await openModel(diskModelFiles('public/models/mini'));
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const parts = { train: examples.slice(0, 5), validation: examples.slice(5, 6), test: examples.slice(6) };
  data = (await prepareData(parts, origin, tokenizer, 40)).data;
  wholeEvents = [];
  whole = await runTrials(CONFIG, GRID, ports(), (event) => wholeEvents.push(event));
}, TIMEOUT_MS);
afterAll(() => gpu.destroy());

function memoryCheckpoints(): CheckpointStore {
  let last: RunCheckpoint | null = null;
  return {
    save: async (checkpoint) => {
      last = checkpoint;
    },
    load: async () => last,
    clear: async () => {
      last = null;
    },
  };
}

function memoryTrials(): TrialStore & { readonly saved: Map<string, readonly OutputFile[]> } {
  const saved = new Map<string, readonly OutputFile[]>();
  return {
    saved,
    save: async (folder, files) => void saved.set(folder, files),
    load: async (folder) => saved.get(folder) ?? null,
  };
}

function ports(changes: Partial<TrialPorts> = {}): TrialPorts {
  let clock = 0;
  return {
    openGpu: async () => gpu,
    model,
    data,
    checkpoints: memoryCheckpoints(),
    trials: memoryTrials(),
    resume: false,
    now: () => clock++,
    versions: { tabtune: 'test' },
    ...changes,
  };
}

const bytesOf = (files: readonly OutputFile[], name: string) => files.find((file) => file.name === name)?.bytes;
const runOf = (files: readonly OutputFile[], folder: string) =>
  JSON.parse(new TextDecoder().decode(bytesOf(files, `${folder}/run.json`))) as RunRecord;
const ADAPTER = 'adapter_model.safetensors';

/** What must be the same whether a trial ran alone or in a grid; times are not. */
const figures = ({ training, evaluation, learning }: RunRecord) => ({
  steps: training.steps.map(({ step, loss, gradNorm, lr }) => [step, loss, gradNorm, lr]),
  validations: training.validations,
  evaluation,
  learning,
  final: training.finalTrainingLoss,
});
const trialEvents = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.event === 'trial' ? [`${event.number} ${event.status}`] : []));

describe('trials on one loaded model', { timeout: TIMEOUT_MS }, () => {
  it('run one after another with the base measured once; the best one answers and its files are the run’s', () => {
    const { run, files } = whole;
    const waiting = [1, 2, 3, 4].map((number) => `${number} waiting`);
    const ran = [1, 2, 3, 4].flatMap((number) => [`${number} running`, `${number} finished`]);
    expect(trialEvents(wholeEvents)).toEqual([...waiting, ...ran]);
    const evaluated = wholeEvents.flatMap((event) =>
      event.event === 'evaluation' && event.part === 'test' ? [event.model] : [],
    );
    expect(evaluated).toEqual(['base', 'tuned', 'tuned', 'tuned', 'tuned']);
    expect(wholeEvents.filter(({ event }) => event === 'prediction')).toHaveLength(1);

    const list = run.trials?.list ?? [];
    expect(list.map(({ learningRate, batchSize }) => [learningRate, batchSize])).toEqual([
      [0.01, 1],
      [0.01, 2],
      [0.001, 1],
      [0.001, 2],
    ]);
    const lowest = Math.min(...list.map(({ bestValidationLoss }) => bestValidationLoss ?? Number.POSITIVE_INFINITY));
    const best = list.find(({ number }) => number === run.trials?.best);
    expect(best?.bestValidationLoss).toBe(lowest);
    expect(run.config).toMatchObject({ learningRate: best?.learningRate, batchSize: best?.batchSize });
    expect(best).toMatchObject({
      testLoss: run.evaluation.tuned.loss,
      finalTrainingLoss: run.training.finalTrainingLoss,
    });
    expect(bytesOf(files, ADAPTER)).toEqual(bytesOf(files, `${best?.folder}/${ADAPTER}`));
    expect(wholeEvents.find(({ event }) => event === 'selfCheck')).toMatchObject({
      largestDifference: 0,
      problem: null,
    });
    expect(files.at(-1)?.name).toBe('run.json');
    const measured = wholeEvents.filter((event) => event.event === 'evaluation' && event.part === 'validation');
    expect(measured.filter((event) => 'model' in event && event.model === 'tuned')).toHaveLength(4);
    for (const { folder, finalTrainingLoss, curve } of list) {
      const own = runOf(files, folder ?? '');
      expect(own.training.finalTrainingLoss).toBe(finalTrainingLoss);
      expect(curve.map(({ step, loss }) => [step, loss])).toEqual(
        own.training.steps.map(({ step, loss }) => [step, loss]),
      );
    }
    // The base on the validation rows is measured in the first trial, and told in all of them.
    const bases = list.map(({ folder }) => runOf(files, folder ?? '').training.validations[0]?.base);
    expect(bases).toEqual(Array(4).fill(bases[0]));
    expect(bases[0]?.loss).toBeGreaterThan(0);
  });

  it.each([
    [1, 0.01, 1],
    [4, 0.001, 2],
  ])('trial %i has the bits of a single run at rate %d and batch %i', async (number, learningRate, batchSize) => {
    const alone = await runFinetune({ ...CONFIG, learningRate, batchSize }, ports(), () => {});
    const folder = whole.run.trials?.list[number - 1]?.folder ?? '';
    expect(bytesOf(whole.files, `${folder}/${ADAPTER}`)).toEqual(bytesOf(alone.files, ADAPTER));
    expect(figures(runOf(whole.files, folder))).toEqual(figures(JSON.parse(JSON.stringify(alone.run))));
  });

  it('a trial whose loss is not finite fails alone; killed in trial 3, the grid goes on there with what it has', async () => {
    const checkpoints = memoryCheckpoints();
    const trials = memoryTrials();
    const abort = new AbortController();
    const spoiled: CheckpointStore = {
      ...checkpoints,
      save: (checkpoint) => {
        const { learningRate, batchSize } = checkpoint.state.settings;
        if (learningRate === 0.01 && batchSize === 1)
          return Promise.reject(new RunError('The loss was not a finite number', { reason: 'notFinite' }));
        return checkpoints.save(checkpoint);
      },
    };
    const killed = runTrials(
      CONFIG,
      GRID,
      ports({ checkpoints: spoiled, trials }),
      (event) => {
        if (event.event === 'checkpoint' && event.step === 1 && trials.saved.size === 2) abort.abort();
      },
      { abort: abort.signal },
    );
    await expect(killed).rejects.toMatchObject({ name: 'AbortedError' });

    const events: RunEvent[] = [];
    const { run, files } = await runTrials(CONFIG, GRID, ports({ checkpoints, trials, resume: true }), (event) =>
      events.push(event),
    );
    expect(trialEvents(events)).toEqual([
      ...['1 failed', '2 finished', '3 waiting', '4 waiting'],
      ...['3 running', '3 finished', '4 running', '4 finished'],
    ]);
    expect(events.find(({ event }) => event === 'ready')).toMatchObject({ resumedStep: 1 });
    expect(run.trials?.list[0]).toMatchObject({
      status: 'failed',
      reason: 'The loss was not a finite number',
      folder: null,
    });
    for (const { folder } of run.trials?.list.slice(1) ?? []) {
      expect(bytesOf(files, `${folder}/${ADAPTER}`)).toEqual(bytesOf(whole.files, `${folder}/${ADAPTER}`));
      expect(figures(runOf(files, folder ?? ''))).toEqual(figures(runOf(whole.files, folder ?? '')));
    }
  });

  it('one is cancelled, a clear loser ends early, a stop keeps what the next one learned', async () => {
    const request: TrialsRequest = {
      grid: { learningRates: [0.05, 1e-8], batchSizes: [1, 2] },
      stopLosers: { marginNats: 0.05 },
    };
    const cancel = new AbortController();
    const stop = new AbortController();
    const trials = memoryTrials();
    let running = 0;
    const { run } = await runTrials(
      { ...CONFIG, maxSteps: 3 },
      request,
      ports({ trials, cancelOf: (number) => (number === 2 ? cancel.signal : new AbortController().signal) }),
      (event) => {
        if (event.event === 'trial' && event.status === 'running') running = event.number;
        if (event.event === 'trial' && running === 1) cancel.abort();
        if (event.event === 'step' && running === 4) stop.abort();
      },
      { stop: stop.signal },
    );
    expect(run.status).toBe('stopped');
    const list = run.trials?.list ?? [];
    expect(list.map(({ status }) => status)).toEqual(['finished', 'cancelled', 'endedEarly', 'stopped']);
    expect(list[2]?.reason).toMatch(/^After step 2 of 3 its lowest validation loss was .*; trial 1 had/);
    expect(list[2]?.steps).toBe(2);
    expect(run.trials?.best).toBe(1);
    // What was stopped goes on when the grid is resumed, so it is not among those that are over.
    expect([...trials.saved.keys()].map((folder) => folder.split('-')[0])).toEqual([
      'trials/2',
      'trials/1',
      'trials/3',
    ]);
  });
});
