import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../tools/testing/gpu.ts';
import { createEngine, type Engine } from './engine.ts';
import { type GpuContext, openGpu } from './gpu/device.ts';
import { parseModelConfig } from './model/config.ts';
import type { EngineParams } from './model/session.ts';
import { byName, expectWithin } from './testing/expectWithin.ts';
import {
  CASES,
  goldenJson,
  goldenLora,
  goldenRows,
  goldenSource,
  goldenTensors,
  tokenRow,
} from './testing/goldenCase.ts';
import { capacityFor } from './train/batches.ts';
import type { TokenRow } from './types.ts';

let gpu: GpuContext;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
});
afterAll(() => gpu.destroy());

interface TrainArgs {
  readonly learning_rate: number;
  readonly warmup_steps: number;
  readonly total_steps: number;
  readonly adam_beta1: number;
  readonly adam_beta2: number;
  readonly adam_epsilon: number;
  readonly weight_decay: number;
  readonly max_grad_norm: number;
}
interface Batches {
  readonly micro_batches: { input_ids: number[]; labels: number[] }[][];
  readonly groups: number[][];
}
interface Expected {
  readonly steps: { lr: number; loss: number; loss_sum: number; tokens: number; grad_norm: number }[];
  readonly after: { group: number; loss_sum: number; tokens: number };
}

describe.each(CASES)('%s against transformers, PEFT and bitsandbytes', (name) => {
  const { lora, doubleQuant } = goldenLora(name);
  const { rows, index } = goldenRows(name);
  const expected = goldenTensors(name, 'expected.safetensors');
  const { micro_batches, groups: groupIndexes } = goldenJson<Batches>(name, 'train/batches.json');
  const microBatches = micro_batches.map((batch) => batch.map((r) => tokenRow(r.input_ids, r.labels)));
  const groups = groupIndexes.map((group) => group.map((i) => microBatches[i] as TokenRow[]));
  const params: EngineParams = {
    config: parseModelConfig(goldenJson(name, 'config.json')),
    source: goldenSource(name),
    quantisation: { kind: 'nf4', doubleQuant },
    lora,
    initialAdapter: goldenTensors(name, 'adapter_init.safetensors'),
    seed: 0,
    capacity: { tokens: Math.max(capacityFor(rows, rows.length), capacityFor(microBatches.flat(), 3)), context: 0 },
    training: true,
    checkpointing: 'off',
    trace: true,
  };
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(gpu, params);
  }, 240_000);
  afterAll(() => engine.destroy());

  const picked = (logits: readonly Float32Array[]) => {
    const V = params.config.vocabulary;
    return index.flatMap(([row, position]) =>
      Array.from((logits[row] as Float32Array).subarray(position * V, (position + 1) * V)),
    );
  };

  test('logits of the base in f32', async () => {
    const plain = await createEngine(gpu, {
      ...params,
      quantisation: { kind: 'none' },
      lora: null,
      initialAdapter: undefined,
      training: false,
    });
    const { logits } = await plain.trace(rows, false);
    plain.destroy();
    expectWithin('logits_f32_base', picked(logits), byName(expected, 'logits_f32_base'), 1e-4, 2e-5);
  });

  test('logits of the base in NF4, and with the adapter', async () => {
    expectWithin(
      'logits_nf4_base',
      picked((await engine.trace(rows, false)).logits),
      byName(expected, 'logits_nf4_base'),
      1e-4,
      2e-5,
    );
    expectWithin('logits', picked((await engine.trace(rows, true)).logits), byName(expected, 'logits'), 1e-4, 2e-5);
  });

  test('loss of every supervised token, and their sum', async () => {
    const { tokenLoss, lossSum, lossCount } = await engine.trace(rows, true);
    const { width } = goldenRows(name);
    const padded = tokenLoss.flatMap((row) => [...row, ...new Float32Array(width - row.length)]);
    expectWithin('token_loss', padded, byName(expected, 'token_loss'), 1e-4, 0);
    expectWithin('loss_sum', [lossSum], byName(expected, 'loss_sum'), 0, 5e-6);
    expect(lossCount).toBe(goldenJson<{ loss_count: number }>(name, 'golden.json').loss_count);
  });

  test('gradients of every adapter tensor', async () => {
    const grads = await engine.gradients(rows);
    for (const { name: key, data } of grads)
      expectWithin(`grad.${key}`, data, byName(expected, `grad.${key}`), 0, 1e-4);
  });

  test('twelve steps of training: rate, loss, norm, and the final adapter', async () => {
    const args = goldenJson<TrainArgs>(name, 'train/args.json');
    const wanted = goldenJson<Expected>(name, 'train/expected.json');
    const steps = await engine.trainGroups({
      groups,
      schedule: {
        name: 'linear',
        baseLr: args.learning_rate,
        warmupSteps: args.warmup_steps,
        totalSteps: args.total_steps,
      },
      adam: { beta1: args.adam_beta1, beta2: args.adam_beta2, eps: args.adam_epsilon, weightDecay: args.weight_decay },
      maxGradNorm: args.max_grad_norm,
    });
    for (const [i, step] of wanted.steps.entries()) {
      const got = steps[i] as (typeof steps)[number];
      expectWithin(`lr ${i}`, [got.lr], [step.lr], 0, 1e-12);
      expectWithin(`loss ${i}`, [got.loss], [step.loss], 0, 5e-6);
      expectWithin(`grad_norm ${i}`, [got.gradNorm], [step.grad_norm], 0, 1e-4);
      expect(got.supervisedTokens).toBe(step.tokens);
    }
    const final = await engine.readAdapter();
    for (const { name: key, data } of goldenTensors(name, 'train/adapter_final.safetensors'))
      expectWithin(key, byName(final, key), data, 3e-5, 0);
    const after = await engine.losses((groups[wanted.after.group] ?? []).flat(), { adapter: true });
    expectWithin('after', [after.reduce((sum, l) => sum + l.lossSum, 0)], [wanted.after.loss_sum], 0, 5e-6);
  });
});
