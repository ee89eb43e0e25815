import { z } from 'zod';
import { UserError } from '../lib/errors.ts';
import { parseConfig, type RunConfig } from './config.ts';
import type { RunEvent } from './events.ts';
import { type StartRecord, startRecordSchema } from './startingAdapter.ts';
import { parseStoredEvents } from './storedEvents.ts';
import type { TrialsRequest } from './trialRecord.ts';
import { trialsRequestSchema } from './trialsSchema.ts';

/** What a run was started with; its rows are in a file beside it. */
export interface StoredJob {
  readonly id: string;
  readonly fileName: string;
  readonly config: RunConfig;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Optimizer steps; of a grid those of its first trial. */
  readonly totalSteps: number;
  /** Of a grid; missing or null: one run. */
  readonly trials?: TrialsRequest | null | undefined;
  /** Rows of the training part; missing where an earlier version kept the run. */
  readonly trainRows?: number | undefined;
  readonly versions: Readonly<Record<string, string>>;
  readonly dataHash: string;
  /** The adapter that training went on from; its numbers are in a file beside it. */
  readonly start?: StartRecord | undefined;
  /** Of the three parts; missing where an earlier version kept the run. */
  readonly fingerprint?: string | undefined;
}

/** A finished run as a page shows it; its files are in the archive beside it. */
export interface StoredResult {
  readonly id: string;
  readonly fileName: string;
  readonly config: RunConfig;
  readonly startedAt: number;
  /** What the run said, in order; its steps come in one `restored`. */
  readonly events: readonly RunEvent[];
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly archiveBytes: number;
  /** Of the three parts; missing where an earlier version kept the run. */
  readonly fingerprint?: string | undefined;
}

const FORMAT_VERSION = 1;

const common = {
  formatVersion: z.literal(FORMAT_VERSION),
  id: z.string().min(1),
  fileName: z.string(),
  config: z.record(z.string(), z.unknown()),
  startedAt: z.number(),
  fingerprint: z.string().optional(),
};

const jobSchema = z.strictObject({
  ...common,
  totalSteps: z.int().min(1),
  trials: trialsRequestSchema.nullish(),
  trainRows: z.int().min(0).optional(),
  versions: z.record(z.string(), z.string()),
  dataHash: z.string(),
  start: startRecordSchema.optional(),
});

const resultSchema = z.strictObject({
  ...common,
  events: z.array(z.looseObject({ event: z.string() })),
  files: z.array(z.strictObject({ name: z.string(), sizeBytes: z.int().min(0) })),
  archiveBytes: z.int().min(0),
});

export function writeStored(value: StoredJob | StoredResult): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ formatVersion: FORMAT_VERSION, ...value }));
}

/** @throws UserError naming what is wrong with the file. */
export function readStoredJob(bytes: Uint8Array): StoredJob {
  const { formatVersion: _, config, ...job } = parsed(bytes, jobSchema, 'job.json');
  return { ...job, config: parseConfig(config, 'job.json') };
}

/** @throws UserError naming what is wrong with the file. */
export function readStoredResult(bytes: Uint8Array, where = 'result.json'): StoredResult {
  const { formatVersion: _, config, events, ...result } = parsed(bytes, resultSchema, where);
  return { ...result, config: parseConfig(config, where), events: parseStoredEvents(events, where) };
}

function parsed<T>(bytes: Uint8Array, schema: z.ZodType<T>, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('damaged: it is no JSON text', { where, cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UserError(`damaged: ${issue?.path.join('.') || 'content'}: ${issue?.message ?? 'unexpected'}`, { where });
}
