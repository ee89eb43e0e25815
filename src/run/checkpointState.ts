import '../lib/noEval.ts';
import { z } from 'zod';
import type { TrainCheckpoint } from '../engine/types.ts';
import { UserError } from '../lib/errors.ts';
import type { RunCheckpoint } from './checkpoints.ts';

const count = z.int().min(0);
const linear = z.enum(['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']);

const settingsSchema = z.strictObject({
  epochs: z.number().positive(),
  learningRate: z.number().min(0),
  batchSize: z.int().min(1),
  gradientAccumulation: z.int().min(1),
  warmupSteps: count,
  schedule: z.enum(['linear', 'cosine', 'constant']),
  weightDecay: z.number().min(0),
  maxGradNorm: z.number().min(0),
  loggingSteps: z.int().min(1),
  saveSteps: z.int().min(1),
  evalSteps: z.int().min(1).nullable(),
  maxSteps: z.int().min(1).nullable(),
  patience: z.int().min(1).nullable(),
  seed: count,
});

const loraSchema = z.strictObject({
  rank: z.int().min(1),
  alpha: z.number(),
  dropout: z.number().min(0).lt(1),
  targets: z.array(linear).min(1),
  rslora: z.boolean(),
});

const stepSchema = z.strictObject({
  step: count,
  totalSteps: count,
  epoch: z.number(),
  loss: z.number(),
  lr: z.number(),
  gradNorm: z.number(),
  tokens: count,
  supervisedTokens: count,
  elapsedMs: z.number(),
  tokensPerSec: z.number(),
  skipped: z.boolean().optional(),
});

const validationSchema = z.strictObject({
  step: count,
  loss: z.number(),
  perplexity: z.number(),
  tokens: count,
  rows: count,
  best: z.boolean(),
  base: z.strictObject({ loss: z.number(), perplexity: z.number() }).optional(),
});

const answerSchema = z.strictObject({
  percent: z.union([z.literal(0), z.literal(25), z.literal(50), z.literal(100)]),
  step: count,
  text: z.string(),
  tokens: count,
  stop: z.enum(['stop', 'length', 'context']),
});

const rateChangeSchema = z.strictObject({ step: count, from: z.number(), to: z.number() });

const stateSchema = z.strictObject({
  formatVersion: z.literal(1),
  step: count,
  appliedUpdates: count,
  lossScale: z.strictObject({ scale: z.number().positive(), goodSteps: count, skippedSteps: count }).optional(),
  settings: settingsSchema,
  lora: loraSchema,
  dataFingerprint: z.string(),
  kernels: z.record(z.string(), z.string()),
  checkpointing: z.boolean(),
  elapsedMs: z.number(),
  steps: z.array(stepSchema),
  validations: z.array(validationSchema),
  bestStep: count.nullable(),
  hasBest: z.boolean(),
  answers: z.array(answerSchema),
  rateChanges: z.array(rateChangeSchema),
  saved: z.array(count).optional(),
});

export type StoredState = TrainCheckpoint['state'] & { readonly hasBest: boolean } & Pick<
    RunCheckpoint,
    'answers' | 'rateChanges' | 'saved'
  >;

/** The state read back from a file's metadata. Throws a UserError naming the field that is wrong. */
export function parseCheckpointState(text: string | undefined, where: string): StoredState {
  const remedy = 'Start the run again without resuming.';
  if (text === undefined) throw new UserError('damaged checkpoint: it holds no state', { where, remedy });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError('damaged checkpoint: its state is not JSON', { where, remedy, cause });
  }
  const result = stateSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? 'state' : issue.path.join('.');
  throw new UserError(`damaged checkpoint: ${field}: ${issue?.message ?? 'bad value'}`, { where, remedy });
}
