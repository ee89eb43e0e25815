import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AbortedError, UserError } from '../lib/errors.ts';
import type { OutputFile } from '../run/outputs.ts';
import { OUTPUT_NAMES } from '../run/outputs.ts';
import { TRIALS_FOLDER } from './diskTrials.ts';
import { checkWritable, replaceFile } from './files.ts';
import { holdsUnfinishedRun } from './job.ts';
import { REPORT_NAMES } from './reportFiles.ts';

/** While a run goes on, everything that belongs to it alone lies in this folder below `--out`. */
export const CHECKPOINT_FOLDER = 'checkpoint';

/**
 * Refuses an output folder that cannot be written, holds results, an unfinished run, or a file that the run reads. `force` allows replacing results, which
 * happens when the new ones are complete, and never replaces an input.
 */
export function checkOutputFolder(
  folder: string,
  { force, inputs }: { readonly force: boolean; readonly inputs: readonly string[] },
): void {
  const where = `--out ${folder}`;
  checkWritable(folder, where);
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new UserError('is a file, not a folder', { where, remedy: 'Choose another folder.' });
  const present = OUTPUT_NAMES.filter((name) => existsSync(join(folder, name)));
  const read = inputs.find((path) => present.some((name) => samePath(path, join(folder, name))));
  if (read !== undefined)
    throw new UserError(`the run would overwrite its own input ${basename(read)}`, {
      where,
      remedy: 'Choose another folder.',
    });
  if (force) return;
  if (present.length > 0) {
    throw new UserError(`already holds ${present.join(', ')}`, {
      where,
      remedy: 'Choose another folder, or add --force to replace them.',
    });
  }
  if (holdsUnfinishedRun(join(folder, CHECKPOINT_FOLDER))) {
    throw new UserError('holds an unfinished run', {
      where,
      remedy: `Go on with --resume ${folder}, or add --force to start anew.`,
    });
  }
}

/** Writes the files one by one, each in one step and run.json last, and removes those of an earlier run that this one has not. */
export function writeOutputs(folder: string, files: readonly OutputFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    replaceFile(join(folder, name), bytes);
  }
  const written = new Set(files.map(({ name }) => name));
  removeOldTrials(folder, written);
  // A report of that earlier run would be one of other figures.
  for (const name of [...OUTPUT_NAMES, ...REPORT_NAMES])
    if (!written.has(name)) rmSync(join(folder, name), { force: true });
}

function removeOldTrials(folder: string, written: ReadonlySet<string>): void {
  const trials = join(folder, TRIALS_FOLDER);
  if (!existsSync(trials)) return;
  const current = new Set([...written].map((name) => dirname(name)));
  for (const name of readdirSync(trials))
    if (!current.has(`${TRIALS_FOLDER}/${name}`)) rmSync(join(trials, name), { recursive: true, force: true });
  if (readdirSync(trials).length === 0) rmSync(trials, { recursive: true });
}

/** The files as they lie in the folder now. */
export function readOutputs(folder: string, names: readonly string[]): OutputFile[] {
  return names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

/** Removes what belonged to the run while it went on. */
export function removeCheckpointFolder(folder: string): void {
  rmSync(join(folder, CHECKPOINT_FOLDER), { recursive: true, force: true });
}

/** What a person who ended a run early is told: where it can go on, or that there was nothing to keep. */
export function nothingKept(folder: string): AbortedError {
  if (holdsUnfinishedRun(join(folder, CHECKPOINT_FOLDER)))
    return new AbortedError(`stopped; to go on from the last checkpoint: tabtune finetune --resume ${folder}`);
  return new AbortedError('stopped before there was anything to keep; nothing was written.');
}

/** Drafts that a killed process left behind. */
export function removeDrafts(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (/^\..+\.\d+\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
  }
}

function samePath(a: string, b: string): boolean {
  const real = (path: string) =>
    existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
  return existsSync(a) && real(a) === real(b);
}
