import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tools/testing/gpu.ts';
import { RunError } from '../../lib/errors.ts';
import { createEngine, type Engine } from '../engine.ts';
import { type GpuContext, openGpu } from '../gpu/device.ts';
import { weightedLoss } from '../model/losses.ts';
import type { EngineParams } from '../model/session.ts';
import { TINY_SETTINGS, tinyParams, tinyRows } from '../testing/tinyModel.ts';
import type { NamedTensor, TensorSource, TrainCheckpoint, TrainEvent } from '../types.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});
afterAll(() => gpu.destroy());

async function withEngine<T>(overrides: Partial<EngineParams>, use: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await createEngine(gpu, tinyParams(overrides));
  try {
    return await use(engine);
  } finally {
    engine.destroy();
  }
}

/** Bytes of all tensors in order, so that equality means equal bits. */
function bits(tensors: readonly NamedTensor[]): string {
  return tensors.map((t) => `${t.name}:${Buffer.from(t.data.buffer).toString('base64')}`).join('\n');
}

const train = tinyRows(7); // 4 micro-batches, 2 steps per epoch; the last group of an epoch is short
const validation = tinyRows(2, 20);

describe('training', () => {
  test('checkpointing on and off give the same bits, with dropout', async () => {
    const gradients = (checkpointing: 'on' | 'off') =>
      withEngine(
        {
          checkpointing,
          lora: { rank: 4, alpha: 8, dropout: 0.1, targets: ['q_proj', 'o_proj', 'down_proj'], rslora: false },
        },
        async (engine) => {
          await engine.train({
            train: train.slice(0, 2),
            validation: [],
            settings: { ...TINY_SETTINGS, epochs: 1, warmupSteps: 0 },
            emit: () => {},
            save: async () => {},
          });
          return bits(await engine.gradients(train.slice(0, 2)));
        },
      );
    const on = await gradients('on');
    expect(on).toBe(await gradients('off'));
  });

  test('a fresh adapter changes no logit, and only B gets a gradient', async () => {
    await withEngine({ trace: true }, async (engine) => {
      const base = await engine.trace(validation, false);
      const fresh = await engine.trace(validation, true);
      expect(fresh.logits.map((l) => Buffer.from(l.buffer).toString('base64'))).toEqual(
        base.logits.map((l) => Buffer.from(l.buffer).toString('base64')),
      );
      for (const { name, data } of await engine.gradients(train.slice(0, 2))) {
        expect(
          data.some((g) => g !== 0),
          name,
        ).toBe(name.includes('lora_B'));
      }
    });
  });

  test('four rows in one micro-batch or in four give the same step: the normaliser is that of the group', async () => {
    const adapterAfter = (batchSize: number, gradientAccumulation: number) =>
      withEngine(
        { lora: { rank: 8, alpha: 16, dropout: 0, targets: ['q_proj', 'v_proj'], rslora: false } },
        async (engine) => {
          const settings = { ...TINY_SETTINGS, epochs: 1, warmupSteps: 0, batchSize, gradientAccumulation };
          const result = await engine.train({
            train: train.slice(0, 4),
            validation: [],
            settings,
            emit: () => {},
            save: async () => {},
          });
          expect(result.steps).toHaveLength(1);
          return result;
        },
      );
    const one = await adapterAfter(4, 1);
    const four = await adapterAfter(1, 4);
    expect(Math.abs((one.steps[0]?.loss ?? 0) - (four.steps[0]?.loss ?? 1))).toBeLessThan(1e-6);
    expect(Math.abs((one.steps[0]?.gradNorm ?? 0) / (four.steps[0]?.gradNorm ?? 1) - 1)).toBeLessThan(1e-5);
  });

  test('stopped inside a group and resumed from a checkpoint, the adapter has the bits of the uninterrupted run', async () => {
    const checkpoints: TrainCheckpoint[] = [];
    const events: TrainEvent[] = [];
    const whole = await withEngine({}, (engine) =>
      engine.train({
        train,
        validation,
        settings: TINY_SETTINGS,
        emit: (e) => events.push(e),
        save: async (c) => void checkpoints.push(structuredClone(c)),
      }),
    );
    expect(whole.status).toBe('finished');
    const untrained = await withEngine({}, (engine) => engine.losses(validation, { adapter: false }));
    expect(whole.validations[0]?.base?.loss).toBeCloseTo(weightedLoss(untrained)?.loss ?? Number.NaN, 5);
    expect(whole.validations.filter(({ base }) => base)).toHaveLength(1);
    expect(events.filter((e) => e.event === 'step').map((e) => e.lr)).toEqual([
      0,
      5e-3,
      5e-3 * (2 / 3),
      5e-3 * (1 / 3),
    ]);
    expect(checkpoints.map((c) => c.state.step)).toEqual([2, 4]);

    const stop = new AbortController();
    let last: TrainCheckpoint | undefined;
    const first = await withEngine({}, (engine) =>
      engine.train({
        train,
        validation,
        settings: TINY_SETTINGS,
        emit: (e) => {
          if (e.event === 'step' && e.step === 3) stop.abort(); // step 4 is already being submitted
        },
        save: async (c) => {
          last ??= structuredClone(c);
        },
        signal: stop.signal,
      }),
    );
    expect(first.status).toBe('stopped');
    expect(last?.state.step).toBe(2);
    const resumed = await withEngine({ kernels: last?.state.kernels }, (engine) =>
      engine.train({ train, validation, settings: TINY_SETTINGS, resume: last, emit: () => {}, save: async () => {} }),
    );
    expect(bits(resumed.adapter)).toBe(bits(whole.adapter));
    expect(resumed.steps.map((s) => s.loss)).toEqual(whole.steps.map((s) => s.loss));
    expect(resumed.validations).toEqual(whole.validations);
  });

  test('steps that overflow are left out with the same bits, whether the next one was submitted meanwhile or not', async () => {
    const settings = { ...TINY_SETTINGS, epochs: 3, saveSteps: 1 };
    const saved: TrainCheckpoint[] = [];
    await withEngine({}, (engine) =>
      engine.train({
        ...{ train, validation: [], settings: { ...settings, maxSteps: 1 }, emit: () => {} },
        save: async (c) => void saved.push(structuredClone(c)),
      }),
    );
    const [first] = saved as [TrainCheckpoint];
    // Squares of gradients this large exceed f32 at first.
    const resume = {
      ...first,
      state: { ...first.state, lossScale: { scale: 2 ** 67, goodSteps: 0, skippedSteps: 0 } },
    };
    const run = (saveSteps: number) =>
      withEngine({}, (engine) =>
        engine.train({
          ...{ train, validation: [], settings: { ...settings, saveSteps }, resume, emit: () => {} },
          save: async () => {},
        }),
      );
    const [ahead, inTurn] = [await run(100), await run(1)];
    const figures = ({ steps }: typeof ahead) =>
      steps.map(({ loss, lr, gradNorm, skipped }) => [loss, lr, gradNorm, skipped]);
    const skipped = ahead.steps.filter((step) => step.skipped).length;
    expect(skipped).toBeGreaterThan(1);
    expect(skipped).toBeLessThan(6);
    expect(figures(ahead)).toEqual(figures(inTurn));
    expect(bits(ahead.adapter)).toBe(bits(inTurn.adapter));
  });

  test('a validation that a stop cut short is made up for after resuming', async () => {
    const settings = { ...TINY_SETTINGS, epochs: 1, saveSteps: 1 };
    const stop = new AbortController();
    let last: TrainCheckpoint | undefined;
    const save = async (c: TrainCheckpoint) => {
      last = structuredClone(c);
    };
    const emit = (e: TrainEvent) => {
      if (e.event === 'step' && e.step === 2) stop.abort(); // the figures of the last step come just before its validation
    };
    const cut = await withEngine({}, (engine) =>
      engine.train({ train, validation, settings, emit, save, signal: stop.signal }),
    );
    expect([cut.status, cut.validations.length]).toEqual(['stopped', 0]);
    const resumed = await withEngine({}, (engine) =>
      engine.train({ train, validation, settings, resume: last, emit: () => {}, save }),
    );
    expect([resumed.status, resumed.validations.map((v) => v.step), resumed.bestStep]).toEqual(['finished', [2], 2]);
  });

  test('paused and saved inside groups, with questions asked on the way, the bits are those of the undisturbed run', async () => {
    const request = { train, validation, settings: { ...TINY_SETTINGS, epochs: 3 } };
    const whole = await withEngine({}, (engine) => engine.train({ ...request, emit: () => {}, save: async () => {} }));
    const events: TrainEvent[] = [];
    const saved: TrainCheckpoint[] = [];
    const asked: number[] = [];
    let looks = 0;
    let idleMs = 0;
    const startMs = performance.now();
    const disturbed = await withEngine({ capacity: { tokens: 48, context: 24 } }, (engine) =>
      engine.train({
        ...request,
        emit: (e) => events.push(e),
        save: async (c) => void saved.push(structuredClone(c)),
        control: {
          saveWanted: () => true,
          // The third and seventh look fall between the two micro-batches of a group.
          pause: () => {
            looks++;
            if (looks !== 3 && looks !== 7) return null;
            const sinceMs = performance.now();
            return new Promise<void>((resolve) => setTimeout(resolve, 300)).then(() => {
              idleMs += performance.now() - sinceMs;
            });
          },
        },
        visits: {
          due: (step) => step === 1 || step === 3,
          async visit(step) {
            asked.push(step);
            await engine.generate({
              prompt: train[0]?.ids ?? new Uint32Array(1),
              maxNewTokens: 6,
              stopIds: [],
              adapter: true,
            });
          },
        },
      }),
    );
    const wallMs = performance.now() - startMs;
    expect(events.filter((e) => e.event === 'paused' || e.event === 'resumed').map((e) => [e.event, e.step])).toEqual([
      ['paused', 1],
      ['resumed', 1],
      ['paused', 2],
      ['resumed', 2],
    ]);
    expect(asked).toEqual([1, 3]);
    // One look before each micro-batch: every step has its checkpoint, none has two but where saving was due anyway.
    expect(new Set(saved.map(({ state }) => state.step))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(bits(disturbed.adapter)).toBe(bits(whole.adapter));
    expect(disturbed.steps.map((s) => [s.loss, s.gradNorm])).toEqual(whole.steps.map((s) => [s.loss, s.gradNorm]));
    expect(disturbed.validations).toEqual(whole.validations);
    expect(idleMs).toBeGreaterThan(500);
    expect(disturbed.elapsedMs, 'a pause is no training time').toBeLessThan(wallMs - idleMs + 50);

    for (const step of [0, 3]) {
      const from = saved.find(({ state }) => state.step === step);
      const resumed = await withEngine({ kernels: from?.state.kernels }, (engine) =>
        engine.train({ ...request, resume: from, emit: () => {}, save: async () => {} }),
      );
      expect(bits(resumed.adapter), `resumed from ${step}`).toBe(bits(whole.adapter));
    }
  });

  test('a stop while paused ends the run with the step it stands at', async () => {
    const stop = new AbortController();
    const never = new Promise<void>(() => {});
    let looks = 0;
    const stopped = await withEngine({}, (engine) =>
      engine.train({
        train,
        validation,
        settings: TINY_SETTINGS,
        emit: (e) => {
          if (e.event === 'paused') stop.abort();
        },
        save: async () => {},
        signal: stop.signal,
        control: { saveWanted: () => false, pause: () => (++looks > 3 ? never : null) },
      }),
    );
    expect([stopped.status, stopped.steps.length]).toEqual(['stopped', 1]);
  });

  test('early stopping ends after `patience` validations without a new best, and keeps the best', async () => {
    // Every step is validated, and a rate this high overshoots soon.
    const settings = { ...TINY_SETTINGS, epochs: 6, evalSteps: 1, warmupSteps: 0, learningRate: 0.3, patience: 2 };
    const request = { train, validation, emit: () => {}, save: async () => {} };
    const saved: TrainCheckpoint[] = [];
    const early = await withEngine({}, (engine) =>
      engine.train({ ...request, settings, save: async (c) => void saved.push(structuredClone(c)) }),
    );
    expect([early.status, early.endedEarly]).toEqual(['finished', true]);
    const best = early.validations.map((v) => v.best);
    expect(best.slice(-2)).toEqual([false, false]);
    expect(best.at(-3)).toBe(true);
    expect(early.steps).toHaveLength(early.adapterStep + 2);
    expect(saved.at(-1)?.state.step).toBe(early.steps.length);

    const whole = await withEngine({}, (engine) =>
      engine.train({ ...request, settings: { ...settings, patience: null } }),
    );
    expect([whole.endedEarly, whole.steps.length]).toEqual([false, 12]);
    expect(whole.steps.slice(0, early.steps.length).map((s) => s.loss)).toEqual(early.steps.map((s) => s.loss));

    const resumed = await withEngine({}, (engine) => engine.train({ ...request, settings, resume: saved.at(-1) }));
    expect([resumed.endedEarly, resumed.steps.length]).toEqual([true, early.steps.length]);
    expect(bits(resumed.adapter)).toBe(bits(early.adapter));
  });

  test('a loss that is not finite stops the run before the weights change', async () => {
    await withEngine({}, async (engine) => {
      const broken = (await engine.readAdapter()).map((t, i) =>
        i === 0 ? { ...t, data: t.data.map(() => Number.NaN) as Float32Array<ArrayBuffer> } : t,
      );
      engine.writeAdapter(broken);
      const before = bits(await engine.readAdapter());
      const run = engine.train({
        train,
        validation: [],
        settings: { ...TINY_SETTINGS, warmupSteps: 0 },
        emit: () => {},
        save: async () => {},
      });
      await expect(run).rejects.toThrow(/not a finite number at step 1/);
      expect(bits(await engine.readAdapter())).toBe(before);
    });
  });

  test('a second run on the same engine starts from zero moments', async () => {
    await withEngine({}, async (engine) => {
      const request = { train, validation: [], settings: TINY_SETTINGS, emit: () => {}, save: async () => {} };
      const fresh = await engine.readAdapter();
      const first = await engine.train(request);
      engine.writeAdapter(fresh);
      expect(bits((await engine.train(request)).adapter)).toBe(bits(first.adapter));
    });
  });

  test('rows that do not fit are refused before anything runs', async () => {
    await withEngine({}, async (engine) => {
      const request = { train, validation, settings: TINY_SETTINGS, emit: () => {}, save: async () => {} };
      await expect(engine.train({ ...request, settings: { ...TINY_SETTINGS, batchSize: 5 } })).rejects.toThrow(
        'The 5 longest training rows have 65 tokens together; the engine was opened for 48.',
      );
      const foreign = { ids: Uint32Array.of(3, 300), supervised: Uint8Array.of(0, 1) };
      await expect(engine.train({ ...request, validation: [foreign] })).rejects.toThrow(
        /Validation rows, row 1: Token 2 has id 300/,
      );
      await expect(engine.losses([foreign], { adapter: true })).rejects.toThrow(/Token 2 has id 300/);
    });
  });

  test('rows without an answer token are refused', async () => {
    const empty = train.map((row) => ({ ...row, supervised: new Uint8Array(row.ids.length) }));
    await withEngine({}, async (engine) => {
      const run = engine.train({
        train: empty,
        validation: [],
        settings: TINY_SETTINGS,
        emit: () => {},
        save: async () => {},
      });
      await expect(run).rejects.toThrow(/No training row has an answer token/);
    });
  });

  test('vocabulary in three bindings, read in parts: losses and gradients as with one', async () => {
    const whole = tinyParams().source;
    const readPart = async (name: string, begin: number, end: number) => (await whole.read(name)).slice(begin, end);
    const measure = (maxBindingBytes: number | undefined, source: TensorSource) =>
      withEngine(
        { maxBindingBytes, source, lora: { rank: 4, alpha: 8, dropout: 0, targets: ['v_proj'], rslora: false } },
        async (engine) => ({
          losses: await engine.losses(validation, { adapter: true }),
          gradients: (await engine.gradients(validation)).flatMap((t) => [...t.data]),
        }),
      );
    const one = await measure(undefined, whole);
    const three = await measure(100 * 128 * 4, { ...whole, readPart });
    for (const [i, l] of one.losses.entries()) expect(three.losses[i]?.lossSum).toBeCloseTo(l.lossSum, 4);
    const top = Math.max(...one.gradients.map(Math.abs));
    expect(Math.max(...one.gradients.map((g, i) => Math.abs(g - (three.gradients[i] ?? 0))))).toBeLessThan(2e-5 * top);
  });
});

test('a run that fails leaves no rejection behind for the step that was under way', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const own = await openGpu(await openTestGpu(), { defaultLimits: true });
  const engine = await createEngine(own, tinyParams());
  const fails = () => {
    own.destroy(); // the readback of step 2 can no longer succeed
    throw new RunError('the disk is full');
  };
  const run = engine.train({ train, validation: [], settings: TINY_SETTINGS, emit: fails, save: async () => {} });
  await expect(run).rejects.toThrow('the disk is full');
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
