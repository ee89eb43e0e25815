import '../lib/noEval.ts';
import { z } from 'zod';
import { UserError } from '../lib/errors.ts';
import { parseConfig } from './config.ts';
import type { RunRecord } from './record.ts';
import { storedTier } from './storedTier.ts';

/** JSON has no NaN: a loss that was none is null there. */
const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const count = z.int().min(0);
const estimate = z.looseObject({ value: z.number(), low: z.number(), high: z.number() });
const evaluation = z.looseObject({ loss: figure, perplexity: figure, tokens: count, rows: count });
const judgedClass = z.enum(['matches', 'vague', 'wrong']);
const counts = z.looseObject({ matches: count, vague: count, wrong: count });
const answer = z.looseObject({ text: z.string(), tokens: count, stop: z.enum(['stop', 'length', 'context']) });
const judgement = z.looseObject({
  class: judgedClass,
  reason: z.string(),
  words: z.array(z.string()),
  recall: z.number(),
  precision: z.number(),
});
const personClass = z.enum(['correct', 'underspecified', 'incorrect']);
const kappa = z.looseObject({
  kind: z.enum(['cohen', 'fleiss']),
  kappa: z.number().nullable(),
  interval: z.looseObject({ low: z.number(), high: z.number() }).nullable(),
});
const ruleAgreement = z.looseObject({ answers: count, kappa });
const part = z.looseObject({ rows: count, tokens: count, supervisedTokens: count });

const comparison = z.looseObject({
  rows: count,
  tokens: count,
  base: estimate,
  tuned: estimate,
  difference: estimate,
  change: z.enum(['fell', 'rose', 'none']),
  wins: count,
  losses: count,
  ties: count,
  resamples: count,
  confidence: z.number(),
  seed: z.number(),
});
const compared = z.looseObject({
  base: evaluation,
  tuned: evaluation,
  comparison,
  outside: z.looseObject({ share: z.number(), comparison: comparison.nullable() }).nullable().optional(),
});

const step = z.looseObject({
  step: count,
  epoch: z.number(),
  loss: figure,
  lr: z.number(),
  gradNorm: figure,
  tokens: count,
  elapsedMs: z.number(),
});

const trial = z.looseObject({
  number: count,
  learningRate: z.number(),
  batchSize: count,
  status: z.string(),
  reason: z.string().nullable(),
  steps: count,
  totalSteps: count,
  finalTrainingLoss: z.number().nullable(),
  bestValidationLoss: z.number().nullable(),
  testPerplexity: z.number().nullable(),
  elapsedMs: z.number(),
  curve: z.array(z.looseObject({ step: count, loss: figure, smooth: figure })),
});

/** What readers of run.json rely on; everything else in it comes along as it is. */
const record = z.looseObject({
  formatVersion: z.literal(1),
  versions: z.record(z.string(), z.string()),
  status: z.enum(['finished', 'stopped']),
  startedAt: z.string(),
  elapsedMs: z.number(),
  config: z.looseObject({}),
  seeds: z.record(z.string(), z.number()),
  base: z.looseObject({ id: z.string(), licence: z.string().nullable(), parameters: count }),
  gpu: z.looseObject({ name: z.string(), software: z.boolean() }),
  engine: z.looseObject({
    kernels: z.looseObject({}),
    tier: storedTier.optional(),
    checkpointing: z.boolean(),
    peakBytes: z.number(),
    trainableParameters: count,
  }),
  data: z.looseObject({
    fingerprint: z.string(),
    origin: z.looseObject({
      kind: z.enum(['csv', 'jsonl']),
      files: z.array(z.string()),
      left: z.looseObject({ empty: count, duplicates: count, nearDuplicates: count.optional() }),
    }),
    parts: z.looseObject({ train: part, validation: part, test: part }),
  }),
  training: z.looseObject({
    totalSteps: count,
    finalTrainingLoss: figure,
    bestStep: count.nullable(),
    adapterStep: count,
    endedEarly: z.boolean().default(false),
    rateChanges: z.array(z.looseObject({ step: count, from: z.number(), to: z.number() })).default([]),
    checkpoints: z.array(count).optional(),
    elapsedMs: z.number(),
    steps: z.array(step),
    validations: z.array(
      z.looseObject({
        step: count,
        loss: figure,
        perplexity: figure,
        rows: count,
        best: z.boolean(),
        base: z.looseObject({ loss: figure, perplexity: figure }).optional(),
      }),
    ),
  }),
  evaluation: compared,
  validation: compared.nullable().optional(),
  fewShot: evaluation
    .extend({ shots: count, comparison, answers: z.array(z.looseObject({ index: count })), judging: counts })
    .optional(),
  repeated: z.looseObject({ rule: z.looseObject({ words: count }), answers: count, sharing: count }).optional(),
  predictions: z.array(
    z.looseObject({
      index: count,
      prompt: z.string(),
      reference: z.string(),
      stratum: z.string().nullable(),
      base: answer,
      tuned: answer,
      judged: z.looseObject({ base: judgement, tuned: judgement }),
    }),
  ),
  judging: z.looseObject({ base: counts, tuned: counts }),
  people: z
    .looseObject({
      checks: z.array(z.looseObject({ index: count, model: z.enum(['base', 'tuned']), class: personClass })),
      checksAndRule: ruleAgreement.nullable(),
      agreement: z
        .looseObject({
          reviewers: z.array(z.string()),
          judgedByAll: count,
          between: kappa.nullable(),
          rule: ruleAgreement.nullable(),
        })
        .nullable(),
      final: z.looseObject({ base: counts, tuned: counts }),
    })
    .optional(),
  trials: z
    .looseObject({
      best: count,
      stopLosers: z.looseObject({ marginNats: z.number() }).nullable(),
      elapsedMs: z.number(),
      list: z.array(trial),
    })
    .optional(),
});

/**
 * The content of a run.json, judged where it comes in; settings that are newer than the file take the recipe's value.
 * @throws UserError naming the first place that is not as it should be.
 */
export function readRunRecord(json: string, where: string): RunRecord {
  const remedy = 'Take a run.json as TabTune wrote it.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new UserError('is no JSON', { where, remedy });
  }
  const result = record.safeParse(parsed);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? 'the file' : `"${issue.path.join('.')}"`;
    throw new UserError(`is not the record of a run: ${place} is missing or not as expected`, { where, remedy });
  }
  const config = parseConfig(result.data.config, where);
  return { ...result.data, config } as unknown as RunRecord;
}
