import '../lib/noEval.ts';
import { z } from 'zod';
import { UserError } from '../lib/errors.ts';
import type { RunEvent } from './events.ts';
import { storedTier } from './storedTier.ts';

/** JSON has no NaN and no infinity and writes null for them. */
const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const count = z.int().min(0);
const estimate = z.looseObject({ value: figure, low: figure, high: figure });
const answer = { text: z.string(), tokens: count, stop: z.enum(['stop', 'length', 'context']) };
const measured = { loss: figure, perplexity: figure, tokens: count, rows: count };

const step = z.looseObject({
  step: count,
  totalSteps: count,
  epoch: figure,
  loss: figure,
  lr: figure,
  gradNorm: figure,
  tokens: count,
  supervisedTokens: count,
  elapsedMs: figure,
  tokensPerSec: figure,
});

const validation = z.looseObject({
  step: count,
  ...measured,
  best: z.boolean(),
  base: z.looseObject({ loss: figure, perplexity: figure }).optional(),
});

const judgement = z.looseObject({
  class: z.enum(['matches', 'vague', 'wrong']),
  reason: z.string(),
  words: z.array(z.string()),
  recall: figure,
  precision: figure,
  lengthRatio: figure,
});

/** Missing where an earlier version kept the run: it measured the test rows only. */
const part = z.enum(['validation', 'test']).default('test');

/**
 * What a finished run may have said, as far as pages rely on it. Fields and events that are not listed are of other features or later versions: they
 * pass as they are.
 */
const EVENTS: { readonly [Name in RunEvent['event']]?: z.ZodType } = {
  restored: z.looseObject({
    step: count,
    steps: z.array(step),
    validations: z.array(validation),
    answers: z.array(
      z.looseObject({
        percent: z.union([z.literal(0), z.literal(25), z.literal(50), z.literal(100)]),
        step: count,
        ...answer,
      }),
    ),
  }),
  question: z.looseObject({ index: count, prompt: z.string(), reference: z.string() }),
  ready: z.looseObject({
    gpu: z.looseObject({ name: z.string(), software: z.boolean() }),
    tier: storedTier.optional(),
    parameters: count,
    trainableParameters: count,
    checkpointing: z.boolean(),
    peakBytes: count,
    totalSteps: count,
    rows: z.looseObject({ train: count, validation: count, test: count }),
    resumedStep: count,
  }),
  evaluation: z.looseObject({
    model: z.enum(['base', 'tuned']),
    part,
    ...measured,
    rowLosses: z.array(z.looseObject({ lossSum: figure, tokens: count })),
  }),
  comparison: z.looseObject({
    part,
    outside: z.looseObject({}).nullable().default(null),
    rows: count,
    tokens: count,
    base: estimate,
    tuned: estimate,
    difference: estimate,
    change: z.enum(['fell', 'rose', 'none']),
    wins: count,
    losses: count,
    ties: count,
    confidence: z.number(),
  }),
  prediction: z.looseObject({
    index: count,
    total: count,
    prompt: z.string(),
    reference: z.string(),
    stratum: z.string().nullable(),
    base: z.looseObject(answer),
    tuned: z.looseObject(answer),
    judged: z.looseObject({ base: judgement, tuned: judgement }),
  }),
  selfCheck: z.looseObject({
    rows: count,
    tokens: count,
    largestDifference: z.number().nullable(),
    problem: z.string().nullable(),
  }),
  done: z.looseObject({
    status: z.enum(['finished', 'stopped']),
    steps: count,
    adapterStep: count,
    endedEarly: z.boolean(),
    finalTrainingLoss: figure,
    baseLoss: figure,
    basePerplexity: figure,
    tunedLoss: figure,
    tunedPerplexity: figure,
    peakBytes: count,
    trainMs: figure,
    elapsedMs: figure,
  }),
};

/** Events that were read from a file. @throws UserError naming the first one that is not as it should be. */
export function parseStoredEvents(events: readonly { readonly event: string }[], where: string): RunEvent[] {
  return events.map((event, i) => {
    const schema = Object.hasOwn(EVENTS, event.event) ? EVENTS[event.event as RunEvent['event']] : undefined;
    if (schema === undefined) return event as RunEvent;
    const result = schema.safeParse(event);
    if (result.success) return result.data as RunEvent;
    const issue = result.error.issues[0];
    const at = ['events', i, ...(issue?.path ?? [])].join('.');
    throw new UserError(`damaged: ${at} (${event.event}): ${issue?.message ?? 'unexpected'}`, { where });
  });
}
