import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tools/testing/gpu.ts';
import { diskModelFiles } from '../cli/diskModel.ts';
import { type GpuContext, openGpu } from '../engine/gpu/device.ts';
import { readAdapter } from '../formats/peft.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { openModel } from '../hub/openModel.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import type { CheckpointStore, RunCheckpoint } from './checkpoints.ts';
import { parseConfig, type RunConfig } from './config.ts';
import { prepareData, type RunData } from './data.ts';
import type { RunEvent } from './events.ts';
import { LAST_ADAPTER_FILE, OUTPUT_NAMES } from './outputs.ts';
import { createRunControl } from './runControl.ts';
import { runFinetune } from './runFinetune.ts';
import type { RunPorts, RunResult, RunSignals } from './runPorts.ts';
import { runShelf } from './runShelf.ts';
import { memoryFolders } from './storeFiles.ts';
import { readTokenLosses, TOKEN_LOSSES_FILE } from './tokenLosses.ts';

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

/** The adapter of the last step is a file of its own where an earlier one is kept. */
const namesOf = ({ training: { adapterStep, steps } }: RunResult['run']) =>
  OUTPUT_NAMES.filter((name) => name !== LAST_ADAPTER_FILE || adapterStep !== steps.length);

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
      ...['tuned', 'repeated', 'comparison'],
      ...['base', 'tuned', 'comparison'],
      'judging',
      'prediction',
      'selfCheck',
    ]);
    expect(wholeSaved.map(({ state }) => state.step)).toEqual([4, 6]);
    expect(files.map(({ name }) => name)).toEqual(namesOf(run));

    const { base, tuned } = run.evaluation;
    expect(tuned.loss).toBeLessThan(base.loss - 0.2);
    expect(base).toMatchObject({ rows: 2, tokens: tuned.tokens, perplexity: Math.exp(base.loss) });
    expect(run.training.steps.map(({ lr }) => lr)[0]).toBe(0);
    expect(run.training.finalTrainingLoss).toBeCloseTo(
      run.training.steps.reduce((sum, { loss }) => sum + loss, 0) / 6,
      10,
    );
    expect(run.predictions).toHaveLength(1);
    const check = wholeEvents.find(({ event }) => event === 'selfCheck');
    expect(check).toMatchObject({ rows: 2, tokens: tuned.tokens, largestDifference: 0, problem: null });
    expect(run.evaluation.rows.reduce((sum, row) => sum + row.tuned, 0)).toBeCloseTo(tuned.loss * tuned.tokens, 6);
    expect(run.evaluation.comparison.difference.value).toBeCloseTo(tuned.loss - base.loss, 9);
    expect(readAdapter(adapterOf(files))).toHaveLength(2 * 2 * 4);
    const best = run.training.validations.find(({ step }) => step === run.training.bestStep);
    expect(run.validation?.tuned.loss).toBeCloseTo(best?.loss ?? 0, 9);
    expect(run.validation?.base.loss).toBeCloseTo(run.training.validations[0]?.base?.loss ?? 0, 9);
    const file = files.find(({ name }) => name === TOKEN_LOSSES_FILE);
    for (const [i, row] of run.evaluation.rows.entries()) {
      const kept = readTokenLosses(new TextDecoder().decode(file?.bytes), i);
      expect(kept?.tokens.join('')).toContain(data.parts.test.examples[i]?.completion);
      for (const name of ['base', 'tuned'] as const)
        expect(kept?.[name].reduce((sum, loss) => sum + loss, 0)).toBeCloseTo(row[name], 2);
    }
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
    expect(files.map(({ name }) => name)).toEqual(namesOf(run));
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

  describe('kept in a store like that of a browser', () => {
    const job = { id: 'r', fileName: 'x.jsonl', config: CONFIG, startedAt: 0, totalSteps: 6, versions: {} };

    /** A process that ends in its step 4, saved at every chance; what it leaves behind. */
    async function endedInStep4() {
      const disk = memoryFolders();
      const kept = await runShelf(disk).run('r', () => {});
      await kept.begin(job, data);
      const abort = new AbortController();
      const run = runWith(
        CONFIG,
        { checkpoints: kept.checkpoints, control: createRunControl({ now: () => 0, saveEveryMs: 0 }) },
        { abort: abort.signal },
        (event) => {
          if (event.event === 'step' && event.step === 3) abort.abort();
        },
      );
      await expect(run.result).rejects.toMatchObject({ name: 'AbortedError' });
      return disk;
    }

    it('a run goes on in another process without its file, to the bits, the curve and the answers of the undisturbed run', async () => {
      const shelf = runShelf(await endedInStep4());
      expect(await shelf.list()).toMatchObject([{ state: { kind: 'unfinished', step: 3, totalSteps: 6 } }]);
      const kept = await shelf.run('r', () => {});
      const found = await kept.openJob();
      const { events, result } = runWith(found.job.config, {
        data: found.data,
        checkpoints: kept.checkpoints,
        resume: true,
      });
      const resumed = await result;
      const restored = events.find((event) => event.event === 'restored');
      expect(restored?.steps.map(({ step }) => step)).toEqual([1, 2, 3]);
      expect(adapterOf(resumed.files)).toEqual(adapterOf(whole.files));
      expect(resumed.run.training.steps.map(({ loss }) => loss)).toEqual(
        whole.run.training.steps.map(({ loss }) => loss),
      );
      expect(resumed.run.learning).toEqual(whole.run.learning);
      expect(resumed.run.learning?.answers.map(({ percent }) => percent)).toEqual([0, 25, 50, 100]);
    });

    it('what it learned is kept without another step, or it goes on with another rate, and run.json says so', async () => {
      const disk = await endedInStep4();
      const kept = await runShelf(disk).run('r', () => {});
      const ports = { checkpoints: kept.checkpoints, resume: true };
      const { run } = await runWith(CONFIG, { ...ports, keep: true }).result;
      expect(run.status).toBe('stopped');
      expect(run.training.steps).toHaveLength(3);
      // The best validation is that of step 2.
      expect(run.training.adapterStep).toBe(2);

      const lower = { ...CONFIG, learningRate: CONFIG.learningRate / 2 };
      await expect(runWith(lower, ports).result).rejects.toThrow('learningRate was 0.01 and is now 0.005');
      const slower = await runWith(lower, { ...ports, newRate: true }).result;
      expect(slower.run.training.rateChanges).toEqual([{ step: 3, from: 0.01, to: 0.005 }]);
      const rates = (result: RunResult) => result.run.training.steps.map(({ lr }) => lr);
      expect(rates(slower)).toEqual(rates(whole).map((lr, i) => (i < 3 ? lr : lr / 2)));
    });
  });

  it('measures the base with examples in its prompt on the same answer tokens, and says so in run.json', async () => {
    const { events, result } = runWith({ ...CONFIG, maxSteps: 1, fewShot: 2 });
    const { run, files } = await result;
    const { fewShot, evaluation } = run;
    if (fewShot === undefined) throw new Error('run.json has no few-shot section');
    expect(names(events).slice(-7)).toEqual([
      ...['tuned', 'comparison', 'fewShot', 'judging', 'prediction', 'fewShotAnswer', 'selfCheck'],
    ]);
    expect(fewShot).toMatchObject({ asked: 2, shots: 2, tokens: evaluation.base.tokens, rows: 2 });
    expect(new Set(fewShot.examples).size).toBe(2);
    expect(fewShot.perplexity).toBeCloseTo(Math.exp(fewShot.loss), 9);
    // Two answers of the same shape in the prompt say something about the third, even to a model as small as this.
    expect(fewShot.loss).toBeLessThan(evaluation.base.loss - 0.1);
    expect(fewShot.rowLosses.map(({ tuned }) => tuned)).toEqual(evaluation.rows.map(({ tuned }) => tuned));
    expect(fewShot.rowLosses.reduce((sum, { base }) => sum + base, 0)).toBeCloseTo(fewShot.loss * fewShot.tokens, 6);
    expect(fewShot.comparison.base.value).toBeCloseTo(fewShot.loss, 9);
    expect(fewShot.answers.map(({ index }) => index)).toEqual(run.predictions.map(({ index }) => index));
    const written = files.find(({ name }) => name === 'run.json')?.bytes;
    expect(JSON.parse(new TextDecoder().decode(written)).fewShot).toEqual(fewShot);
  });

  it('ended once the tuned model is measured on the test rows, it skips the rest and keeps everything', async () => {
    const abort = new AbortController();
    const onTuned = (event: RunEvent) => {
      if (event.event === 'evaluation' && event.model === 'tuned' && event.part === 'test') abort.abort();
    };
    const { run, files } = await runWith({ ...CONFIG, maxSteps: 1 }, {}, { abort: abort.signal }, onTuned).result;
    expect(run.training.steps).toHaveLength(1);
    expect(run.predictions).toEqual([]);
    expect(files.map(({ name }) => name)).toContain('adapter_model.safetensors');
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
