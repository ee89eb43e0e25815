import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tools/testing/gpu.ts';
import { diskModelFiles } from '../cli/diskModel.ts';
import { type GpuContext, openGpu } from '../engine/gpu/device.ts';
import { readAdapter } from '../formats/peft.ts';
import { type LoadedModel, openModel } from '../hub/modelFiles.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import type { CheckpointStore, RunCheckpoint } from './checkpoints.ts';
import { parseConfig, type RunConfig } from './config.ts';
import { prepareData, type RunData } from './data.ts';
import type { RunEvent } from './events.ts';
import { OUTPUT_NAMES } from './outputs.ts';
import { type RunPorts, type RunResult, type RunSignals, runFinetune } from './runFinetune.ts';

/** Seconds on a quiet machine; SwiftShader shares the cores with whatever else runs. */
const TIMEOUT_MS = 240_000;

const COLOURS = ['red', 'green', 'blue', 'grey', 'pink', 'brown', 'black', 'white'];
const examples = COLOURS.map((colour, row) => ({
  row,
  prompt: `What is ${colour}?`,
  completion: `${colour} is a colour.`,
  stratum: null,
}));
const origin = { kind: 'jsonl' as const, files: ['x.jsonl'], strata: [], left: { empty: 0, duplicates: 0 } };

/** 5 rows, batch 2: 3 micro-batches, accumulation 2: 2 steps an epoch, the second of one short micro-batch. */
const CONFIG = parseConfig({
  model: 'mini',
  epochs: 3,
  batchSize: 2,
  gradientAccumulation: 2,
  learningRate: 0.01,
  warmupSteps: 1,
  saveSteps: 4,
  maxLength: 40,
  predictions: 1,
  maxNewTokens: 4,
});

let gpu: GpuContext;
let model: LoadedModel;
let data: RunData;
let whole: RunResult;
let wholeEvents: RunEvent[];
let wholeSaved: RunCheckpoint[];
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  model = await openModel(diskModelFiles('public/models/mini'));
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const parts = { train: examples.slice(0, 5), validation: examples.slice(5, 6), test: examples.slice(6) };
  data = (await prepareData(parts, origin, tokenizer, 40)).data;
  const checkpoints = memoryStore();
  const { events, result } = runWith(CONFIG, { checkpoints });
  whole = await result;
  wholeEvents = events;
  wholeSaved = checkpoints.saved;
}, TIMEOUT_MS);
afterAll(() => gpu.destroy());

function memoryStore(): CheckpointStore & { saved: RunCheckpoint[] } {
  const saved: RunCheckpoint[] = [];
  return {
    saved,
    save: async (checkpoint) => void saved.push(checkpoint),
    load: async () => saved.at(-1) ?? null,
    clear: async () => void saved.splice(0),
  };
}

function runWith(
  config: RunConfig,
  ports: Partial<RunPorts> = {},
  signals: RunSignals = {},
  onEvent = (_: RunEvent) => {},
) {
  const events: RunEvent[] = [];
  let clock = 0;
  const all: RunPorts = {
    openGpu: async () => gpu,
    model,
    data,
    checkpoints: memoryStore(),
    resume: false,
    now: () => clock++,
    versions: { tabtune: 'test' },
    ...ports,
  };
  const result = runFinetune(
    config,
    all,
    (event) => {
      events.push(event);
      onEvent(event);
    },
    signals,
  );
  return { events, result };
}

const names = (events: readonly RunEvent[]) =>
  events.filter(({ event }) => event !== 'phase').map((e) => (e.event === 'evaluation' ? e.model : e.event));

const adapterOf = (files: readonly { name: string; bytes: Uint8Array }[]) =>
  files.find(({ name }) => name === 'adapter_model.safetensors')?.bytes ?? new Uint8Array();

describe('runFinetune on mini', { timeout: TIMEOUT_MS }, () => {
  it('measures the base, trains, measures again, answers, and hands out all files', async () => {
    const { run, files } = whole;
    // Epochs end after steps 2, 4 and 6; the question is answered at 0, 25 % (step 2), 50 % (step 3) and by what is kept.
    expect(names(wholeEvents).filter((name) => name !== 'checkpoint')).toEqual([
      'question',
      'ready',
      'base',
      'answer',
      ...['step', 'step', 'validation', 'answer'],
      ...['step', 'answer'],
      ...['step', 'validation'],
      ...['step', 'step', 'validation'],
      'answer',
      'tuned',
      'comparison',
      'prediction',
    ]);
    expect(wholeSaved.map(({ state }) => state.step)).toEqual([4, 6]);
    expect(files.map(({ name }) => name)).toEqual([...OUTPUT_NAMES]);

    const { base, tuned } = run.evaluation;
    expect(tuned.loss).toBeLessThan(base.loss - 0.2);
    expect(base).toMatchObject({ rows: 2, tokens: tuned.tokens, perplexity: Math.exp(base.loss) });
    expect(run.training.steps.map(({ lr }) => lr)[0]).toBe(0);
    expect(run.training.finalTrainingLoss).toBeCloseTo(
      run.training.steps.reduce((sum, { loss }) => sum + loss, 0) / 6,
      10,
    );
    expect(run.predictions).toHaveLength(1);
    expect(readAdapter(adapterOf(files))).toHaveLength(2 * 2 * 4);
    const best = run.training.validations.find(({ step }) => step === run.training.bestStep);
    expect(best?.loss).toBe(Math.min(...run.training.validations.map(({ loss }) => loss)));
    expect(run.engine.peakBytes).toBeGreaterThan(1e6);
  });

  it('stopped after two steps still gives adapter, evaluation and files, and goes on from there to the same bits', async () => {
    const stop = new AbortController();
    const checkpoints = memoryStore();
    const stopAtTwo = (event: RunEvent) => {
      if (event.event === 'step' && event.step === 2) stop.abort();
    };
    const { run, files } = await runWith(CONFIG, { checkpoints }, { stop: stop.signal }, stopAtTwo).result;
    expect(run.status).toBe('stopped');
    expect(run.training.steps.length).toBeLessThan(6);
    expect(files.map(({ name }) => name)).toEqual([...OUTPUT_NAMES]);
    expect(run.evaluation.tuned.tokens).toBe(run.evaluation.base.tokens);

    const { events, result } = runWith(CONFIG, { checkpoints, resume: true });
    const resumed = await result;
    expect(events.find(({ event }) => event === 'ready')).toMatchObject({ resumedStep: run.training.steps.length });
    expect(resumed.run.status).toBe('finished');
    expect(resumed.run.training.steps.map(({ step, loss }) => [step, loss])).toEqual(
      whole.run.training.steps.map(({ step, loss }) => [step, loss]),
    );
    expect(adapterOf(resumed.files)).toEqual(adapterOf(whole.files));
  });

  it('stopped before the first step keeps nothing and says so', async () => {
    const stop = new AbortController();
    const onReady = (event: RunEvent) => event.event === 'ready' && stop.abort();
    await expect(runWith(CONFIG, {}, { stop: stop.signal }, onReady).result).rejects.toMatchObject({
      name: 'AbortedError',
    });
  });

  it('refuses a checkpoint of other settings before it touches the GPU', async () => {
    const checkpoints = memoryStore();
    await runWith({ ...CONFIG, maxSteps: 1, predictions: 0 }, { checkpoints }).result;
    const openNothing = async () => {
      throw new Error('opened the GPU');
    };
    await expect(runWith(CONFIG, { checkpoints, resume: true, openGpu: openNothing }).result).rejects.toThrow(
      'maxSteps was 1 and is now null',
    );
  });
});
