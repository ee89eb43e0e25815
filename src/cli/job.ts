import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Example } from '../data/examples.ts';
import { fromJsonl, toJsonl } from '../data/jsonlParts.ts';
import { PART_NAMES, type PartName, splitFingerprint } from '../data/split.ts';
import { UserError } from '../lib/errors.ts';
import { CHECKPOINT_FILE } from '../run/checkpoints.ts';
import type { RunConfig } from '../run/config.ts';
import { parseConfig, SETTING_KEYS, settingOf } from '../run/config.ts';

import type { DataOrigin } from '../run/record.ts';
import { type StartRecord, startRecordSchema } from '../run/startingAdapter.ts';
import { replaceFile } from './files.ts';

/** What a run was started with; kept beside its checkpoint, so that `--resume DIR` needs nothing else. */
export interface Job {
  readonly config: RunConfig;
  readonly origin: DataOrigin;
  readonly parts: Readonly<Record<PartName, readonly Example[]>>;
  /** The adapter of --init; its numbers are in the checkpoint. */
  readonly start?: StartRecord | undefined;
}

const JOB_FILE = 'job.json';

const jobSchema = z.object({
  formatVersion: z.literal(1),
  config: z.record(z.string(), z.unknown()),
  fingerprint: z.string(),
  start: startRecordSchema.optional(),
  origin: z.object({
    kind: z.enum(['csv', 'jsonl']),
    files: z.array(z.string()),
    strata: z.array(z.object({ name: z.string(), count: z.number(), pooled: z.boolean() })),
    left: z.object({ empty: z.number(), duplicates: z.number(), nearDuplicates: z.number().optional() }),
  }),
});

export function saveJob(folder: string, { config, origin, parts, start }: Job): void {
  mkdirSync(folder, { recursive: true });
  for (const name of PART_NAMES) replaceFile(join(folder, `${name}.jsonl`), toJsonl([...parts[name]]));
  const job = { formatVersion: 1, config, fingerprint: splitFingerprint(parts), start, origin };
  replaceFile(join(folder, JOB_FILE), `${JSON.stringify(job, null, 2)}\n`);
}

/** Throws a UserError when there is no run to go on with, or its files are damaged. */
export async function loadJob(folder: string, where: string): Promise<Job> {
  const path = join(folder, JOB_FILE);
  if (!existsSync(path) || !existsSync(join(folder, CHECKPOINT_FILE)))
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
  const { config, origin, fingerprint, start } = result.data;
  const read = async (name: PartName) =>
    fromJsonl(await readFile(join(folder, `${name}.jsonl`), 'utf8'), `${name}.jsonl`);
  const parts = { train: await read('train'), validation: await read('validation'), test: await read('test') };
  if (splitFingerprint(parts) !== fingerprint) throw damaged('its rows are not those the run was started with');
  return { config: parseConfig(config, path), origin, parts, start };
}

/** Throws a UserError that names every setting that was given and is not the run's. */
export function assertSameSettings(given: Partial<RunConfig>, job: Job, where: string): void {
  const show = (key: keyof RunConfig, value: unknown) => settingOf(key).write(value).join(' ') || 'not set';
  const differences = SETTING_KEYS.filter(
    (key) => given[key] !== undefined && JSON.stringify(given[key]) !== JSON.stringify(job.config[key]),
  );
  if (differences.length === 0) return;
  const list = differences.map(
    (key) => `--${settingOf(key).flag} was ${show(key, job.config[key])} and is now ${show(key, given[key])}`,
  );
  throw new UserError(`cannot resume, since ${list.join('; ')}`, {
    where,
    remedy: 'Leave these flags out, or start a new run in another folder.',
  });
}
