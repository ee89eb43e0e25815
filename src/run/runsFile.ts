import '../lib/noEval.ts';
import { z } from 'zod';
import { readSafetensors } from '../formats/safetensors.ts';
import { listZip, readZipEntry, zipFiles } from '../formats/zip.ts';
import { UserError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import { sha256 } from '../lib/hash.ts';
import { NOTHING_ABOUT, type RunAbout, readAbout, writeAbout } from './runAbout.ts';
import { readStoredResult, type StoredResult, writeStored } from './storedRun.ts';

/** A finished run with all that is kept of it. */
export interface PackedRun {
  readonly result: StoredResult;
  readonly archive: Uint8Array<ArrayBuffer>;
  readonly about: RunAbout;
}

/** A run in a file that is read: `open` unpacks and checks it. */
export interface UnpackedRun {
  readonly id: string;
  /** @throws UserError naming what is wrong with it. */
  open(): PackedRun;
}

const INDEX = 'runs.json';
const RESULT = 'result.json';
const ARCHIVE = 'archive.zip';
const ABOUT = 'about.json';

/** No file is larger, packed or unpacked: it is held in memory. */
const MOST_BYTES = 2 ** 30;
/** Names a folder, so that it is nothing but what we make. */
const ID = /^[A-Za-z0-9-]{1,64}$/;
const REMEDY = 'Import a file that TabTune wrote, as it was written.';

const indexSchema = z.strictObject({
  kind: z.literal('tabtune-runs'),
  formatVersion: z.literal(1),
  runs: z
    .array(
      z.strictObject({
        id: z.string().regex(ID),
        /** SHA-256 of each of its files. */
        files: z.strictObject({ [RESULT]: z.string(), [ARCHIVE]: z.string(), [ABOUT]: z.string() }),
      }),
    )
    .max(10_000),
});

/** Finished runs as one zip: `runs.json` lists them with the hashes of their files, which lie in `runs/<id>/`. */
export function packRuns(runs: readonly PackedRun[]): Uint8Array<ArrayBuffer> {
  const packed = runs.map(({ result, archive, about }) => ({
    id: result.id,
    files: { [RESULT]: writeStored(result), [ARCHIVE]: archive, [ABOUT]: writeAbout(about) },
  }));
  const index = {
    kind: 'tabtune-runs',
    formatVersion: 1,
    runs: packed.map(({ id, files }) => ({
      id,
      files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
    })),
  };
  return zipFiles([
    { name: INDEX, bytes: new TextEncoder().encode(JSON.stringify(index)) },
    ...packed.flatMap(({ id, files }) =>
      Object.entries(files).map(([name, bytes]) => ({ name: `runs/${id}/${name}`, bytes })),
    ),
  ]);
}

/** @throws UserError before anything of it is read. */
export function assertRunsFileSize(sizeBytes: number, where: string): void {
  if (sizeBytes > MOST_BYTES)
    throw new UserError(`${formatBytes(sizeBytes)} are more than a file of runs may have`, {
      where,
      remedy: `Export fewer runs at once: up to ${formatBytes(MOST_BYTES)}.`,
    });
}

/** The runs of a file, each to be opened for itself. @throws UserError when it is no file of `packRuns`. */
export function unpackRuns(bytes: Uint8Array): UnpackedRun[] {
  const entries = listZip(bytes, 'the file');
  if (!entries.some(({ name }) => name === INDEX))
    throw new UserError('it has no runs.json: it is no file of runs, or was cut short', {
      remedy: 'Import what "Export" on this page wrote; an adapter .zip is something else.',
    });
  for (const { name } of entries) assertInside(name);
  if (entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > MOST_BYTES)
    throw new UserError(`unpacks to more than ${formatBytes(MOST_BYTES)}`, { where: 'the file', remedy: REMEDY });
  const index = readIndex(bytes);
  const ids = new Set(index.runs.map(({ id }) => id));
  if (ids.size < index.runs.length) throw new UserError('names a run twice', { where: INDEX, remedy: REMEDY });
  return index.runs.map(({ id, files }) => ({
    id,
    open: () => {
      const read = (name: keyof typeof files) => {
        const where = `runs/${id}/${name}`;
        const content = readZipEntry(bytes, where, where);
        if (content === null) throw new UserError('is missing', { where, remedy: REMEDY });
        if (sha256(content) !== files[name])
          throw new UserError('was changed or damaged since it was written', { where, remedy: REMEDY });
        return content;
      };
      const result = readStoredResult(read(RESULT), `runs/${id}/${RESULT}`);
      const archive = read(ARCHIVE);
      if (result.id !== id) throw new UserError('is the result of another run', { where: `runs/${id}/${RESULT}` });
      assertArchiveOf(result, archive, `runs/${id}/${ARCHIVE}`);
      return { result, archive, about: readAbout(read(ABOUT)) ?? NOTHING_ABOUT };
    },
  }));
}

function readIndex(bytes: Uint8Array): z.infer<typeof indexSchema> {
  const index = readZipEntry(bytes, INDEX, INDEX);
  if (index === null) throw new Error(`Assertion failed: ${INDEX} was listed`);
  const parsed = indexSchema.safeParse(parseJson(index, INDEX));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const isNewer = issue?.path[0] === 'formatVersion';
  throw new UserError(
    isNewer ? 'was written by another version of TabTune' : `${issue?.path.join('.') || 'content'}: ${issue?.message}`,
    { where: INDEX, remedy: isNewer ? 'Open it with that version, or a newer one.' : REMEDY },
  );
}

/** The files in the archive are those that the result tells of, and their figures are its figures. */
function assertArchiveOf(result: StoredResult, archive: Uint8Array, where: string): void {
  const entries = listZip(archive, where);
  const told = (files: readonly { readonly name: string; readonly sizeBytes: number }[]) =>
    JSON.stringify(files.map(({ name, sizeBytes }) => [name, sizeBytes]).sort());
  for (const { name } of entries) assertInside(name);
  if (archive.length !== result.archiveBytes || told(entries) !== told(result.files))
    throw new UserError('does not hold the files that its run lists', { where, remedy: REMEDY });
  if (entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > MOST_BYTES)
    throw new UserError(`unpacks to more than ${formatBytes(MOST_BYTES)}`, { where, remedy: REMEDY });
  const inside = (name: string) => {
    const content = readZipEntry(archive, name, where);
    if (content === null) throw new UserError(`holds no ${name}`, { where, remedy: REMEDY });
    return content;
  };
  readSafetensors(inside('adapter_model.safetensors'));
  const record = recordSchema.safeParse(parseJson(inside('run.json'), `${where}, run.json`));
  const done = result.events.findLast((event) => event.event === 'done');
  const same =
    record.success &&
    done?.event === 'done' &&
    Object.is(record.data.evaluation.tuned.loss ?? Number.NaN, done.tunedLoss) &&
    record.data.data.fingerprint === (result.fingerprint ?? record.data.data.fingerprint);
  if (!same) throw new UserError('run.json does not tell of the same run', { where, remedy: REMEDY });
}

const recordSchema = z.looseObject({
  data: z.looseObject({ fingerprint: z.string() }),
  evaluation: z.looseObject({ tuned: z.looseObject({ loss: z.number().nullable() }) }),
});

/** Nothing is ever written under a name out of a zip; one that points outside says that the file is not ours. */
function assertInside(name: string): void {
  if (/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|\0/.test(name))
    throw new UserError(`holds the path "${name.slice(0, 60)}", which points outside of it`, {
      where: 'the file',
      remedy: REMEDY,
    });
}

function parseJson(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('is no JSON text', { where, remedy: REMEDY, cause });
  }
}
