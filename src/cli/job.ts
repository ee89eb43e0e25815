import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Example } from '../data/examples.ts';
import { fromJsonl, toJsonl } from '../data/jsonlParts.ts';
import { PART_NAMES, type PartName, splitFingerprint } from '../data/split.ts';
import { writeAdapter } from '../formats/peft.ts';
import { UserError } from '../lib/errors.ts';
import { CHECKPOINT_FILE } from '../run/checkpoints.ts';
import type { RunConfig } from '../run/config.ts';
import { parseConfig, SETTING_KEYS, settingOf } from '../run/config.ts';

import type { DataOrigin } from '../run/record.ts';
import { readStart, type StartingAdapter, startRecordSchema } from '../run/startingAdapter.ts';
import { TRIAL_KEYS, type TrialKey, valuesOf, writeTrialValues } from '../run/trialGrid.ts';
import type { TrialsRequest } from '../run/trialRecord.ts';
import { trialsRequestSchema } from '../run/trialsSchema.ts';
import { TRIALS_FOLDER } from './diskTrials.ts';
import { replaceFile } from './files.ts';
import type { TrialLists } from './finetunePlan.ts';

/** What a run was started with; kept beside its checkpoint, so that `--resume DIR` needs nothing else. */
export interface Job {
  readonly config: RunConfig;
  readonly trials: TrialsRequest | null;
  readonly origin: DataOrigin;
  readonly parts: Readonly<Record<PartName, readonly Example[]>>;
  /** The adapter of --init. */
  readonly start?: StartingAdapter | undefined;
}

const JOB_FILE = 'job.json';
const START_FILE = 'start.safetensors';

const jobSchema = z.object({
  formatVersion: z.literal(1),
  config: z.record(z.string(), z.unknown()),
  trials: trialsRequestSchema.nullish(),
  fingerprint: z.string(),
  start: startRecordSchema.optional(),
  origin: z.object({
    kind: z.enum(['csv', 'jsonl']),
    files: z.array(z.string()),
    strata: z.array(z.object({ name: z.string(), count: z.number(), pooled: z.boolean() })),
    left: z.object({ empty: z.number(), duplicates: z.number(), nearDuplicates: z.number().optional() }),
  }),
});

export function saveJob(folder: string, { config, trials, origin, parts, start }: Job): void {
  mkdirSync(folder, { recursive: true });
  for (const name of PART_NAMES) replaceFile(join(folder, `${name}.jsonl`), toJsonl([...parts[name]]));
  if (start !== undefined) replaceFile(join(folder, START_FILE), writeAdapter([...start.tensors]));
  const job = {
    formatVersion: 1,
    config,
    ...(trials && { trials }),
    fingerprint: splitFingerprint(parts),
    start: start?.record,
    origin,
  };
  replaceFile(join(folder, JOB_FILE), `${JSON.stringify(job, null, 2)}\n`);
}

/** Whether there is something to go on from: a checkpoint, or trials that are over, beside the job that they are of. */
export function holdsUnfinishedRun(folder: string): boolean {
  const isThere = (name: string) => existsSync(join(folder, name));
  return isThere(CHECKPOINT_FILE) || (isThere(TRIALS_FOLDER) && isThere(JOB_FILE));
}

/** Throws a UserError when there is no run to go on with, or its files are damaged. */
export async function loadJob(folder: string, where: string): Promise<Job> {
  const path = join(folder, JOB_FILE);
  if (!existsSync(path) || !holdsUnfinishedRun(folder))
    throw new UserError('holds no checkpoint of an unfinished run', {
      where,
      remedy: 'Start a new one with --csv or --train and --out.',
    });
  const damaged = (what: string) => new UserError(`damaged: ${what}`, { where: path, remedy: 'Start a new run.' });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw damaged('it is not JSON');
  }
  const result = jobSchema.safeParse(value);
  if (!result.success) throw damaged(result.error.issues[0]?.path.join('.') ?? 'unexpected content');
  const { config, trials = null, origin, fingerprint, start: record } = result.data;
  const read = async (name: PartName) =>
    fromJsonl(await readFile(join(folder, `${name}.jsonl`), 'utf8'), `${name}.jsonl`);
  const parts = { train: await read('train'), validation: await read('validation'), test: await read('test') };
  if (splitFingerprint(parts) !== fingerprint) throw damaged('its rows are not those the run was started with');
  const startPath = join(folder, START_FILE);
  const start = record && readStart(record, existsSync(startPath) ? await readFile(startPath) : null, startPath);
  return { config: parseConfig(config, path), trials, origin, parts, start };
}

/** Throws a UserError that names every setting that was given and is not the run's. */
export function assertSameSettings(given: Partial<RunConfig>, job: Job, where: string, lists: TrialLists = {}): void {
  const show = (key: keyof RunConfig, value: unknown) => settingOf(key).write(value).join(' ') || 'not set';
  const isListed = (key: string): key is TrialKey => TRIAL_KEYS.some((listed) => listed === key);
  const was = (key: keyof RunConfig) =>
    isListed(key) && job.trials !== null
      ? writeTrialValues(key, valuesOf(job.trials.grid, key))
      : show(key, job.config[key]);
  const is = (key: keyof RunConfig) => {
    const list = isListed(key) ? lists[key] : undefined;
    return isListed(key) && list !== undefined ? writeTrialValues(key, list) : show(key, given[key]);
  };
  const differences = SETTING_KEYS.filter((key) => given[key] !== undefined && is(key) !== was(key));
  if (differences.length === 0) return;
  const list = differences.map((key) => `--${settingOf(key).flag} was ${was(key)} and is now ${is(key)}`);
  throw new UserError(`cannot resume, since ${list.join('; ')}`, {
    where,
    remedy: 'Leave these flags out, or start a new run in another folder.',
  });
}
