/** Downloads a model into the cache: file by file, resumed where it was cut, checked before it counts. */
import { throwIfAborted } from '../lib/abort.ts';
import { isAborted, messageOf, RunError, UserError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import { createSha256 } from '../lib/hash.ts';
import type { HubFile, HubModel } from './hubInfo.ts';
import {
  type HubConnection,
  hostOf,
  hubRequest,
  notTheHub,
  PassingFailure,
  unlessSilent,
  withRetries,
} from './hubRequest.ts';
import { bytesOf, type CachedModel, type CacheStore, cacheFolder, readManifest, writeManifest } from './modelCache.ts';

export interface DownloadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** The file that is on its way, and its size. */
  readonly file: string;
  readonly fileBytes: number;
  /** A damaged or cut transfer is repeated from here; null while all goes well. */
  readonly trouble: string | null;
  /** Bytes of `file` whose SHA-256 was worked out, once it is here; null: it is on its way. */
  readonly checkedBytes: number | null;
}

export interface DownloadRequest {
  readonly model: HubModel;
  /** Branch, tag or commit that was asked for; offline the model is found by it. */
  readonly revision: string;
  readonly connection: HubConnection;
  readonly store: CacheStore;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What is there already is not fetched again. @throws UserError with a remedy, RunError when the connection stays broken or there is no
 * room; what came so far is kept, and a later call goes on from there.
 */
export async function downloadModel(request: DownloadRequest): Promise<CachedModel> {
  const { model, revision, store } = request;
  const folder = cacheFolder(model);
  const known = await readManifest(store, folder);
  const complete = new Set(known?.files.filter((file) => file.complete).map(({ name }) => name));
  let cached: CachedModel = {
    ...{ formatVersion: 1, id: model.id, commit: model.commit, revision, licence: model.licence },
    ...{ architecture: model.architecture, folder, savedAt: known?.savedAt ?? null },
    files: model.files.map((file) => ({ ...file, complete: complete.has(file.name) })),
  };
  await writeManifest(store, cached);
  const totalBytes = bytesOf(model.files);
  const tell = (file: HubFile, said: Pick<DownloadProgress, 'doneBytes' | 'trouble' | 'checkedBytes'>) =>
    request.onProgress?.({ ...said, totalBytes, file: file.name, fileBytes: file.sizeBytes });
  let before = 0;
  for (const file of model.files) {
    throwIfAborted(request.signal);
    if (!complete.has(file.name)) {
      const start = before;
      const report: Report = (hereBytes, trouble, checkedBytes = null) =>
        tell(file, { doneBytes: start + hereBytes, trouble, checkedBytes });
      await downloadFile(request, folder, file, report);
      cached = {
        ...cached,
        files: cached.files.map((item) => (item.name === file.name ? { ...item, complete: true } : item)),
      };
      await writeManifest(store, cached);
    }
    before += file.sizeBytes;
    tell(file, { doneBytes: before, trouble: null, checkedBytes: null });
  }
  if (cached.savedAt === null) {
    cached = { ...cached, savedAt: Date.now() };
    await writeManifest(store, cached);
  }
  return cached;
}

type Report = (fileBytes: number, trouble: string | null, checkedBytes?: number | null) => void;

async function downloadFile(request: DownloadRequest, folder: string, file: HubFile, report: Report): Promise<void> {
  const { connection, store, signal } = request;
  const path = `${folder}/${file.name}`;
  let reached = 0;
  let lastReached = -1;
  await withRetries(
    connection,
    async () => {
      const begin = await resumePoint(store, path, file);
      reached = begin;
      report(begin, null);
      try {
        await transfer(request, path, file, begin, (bytes) => {
          reached = bytes;
          report(bytes, null);
        });
      } catch (error) {
        if (error instanceof PassingFailure) report(reached, error.message);
        throw error;
      }
    },
    {
      signal,
      progressed: () => {
        const further = reached > lastReached;
        lastReached = reached;
        return further;
      },
    },
  );
  await verify(request, path, file, (checked) => report(file.sizeBytes, null, checked));
}

/** Bytes that are there from an earlier try; more than there should be are none of this file. */
async function resumePoint(store: CacheStore, path: string, file: HubFile): Promise<number> {
  const size = await store.size(path);
  return size === null || size > file.sizeBytes ? 0 : size;
}

async function transfer(
  { model, connection, store, signal }: DownloadRequest,
  path: string,
  file: HubFile,
  begin: number,
  onBytes: (fileBytes: number) => void,
): Promise<void> {
  if (begin === file.sizeBytes && begin > 0) return;
  const target = { id: model.id, revision: model.commit, file: file.name };
  const address = `/${model.id}/resolve/${model.commit}/${file.name.split('/').map(encodeURIComponent).join('/')}`;
  const range = begin === 0 ? {} : { range: `bytes=${begin}-` };
  const response = await hubRequest(connection, address, target, { ...range, signal });
  const isPage = (response.headers.get('Content-Type') ?? '').startsWith('text/html');
  if (isPage && !/\.html?$/.test(file.name)) throw notTheHub(response, connection.endpoint, target);
  let at = startOf(response, begin, file, target.id);
  const writer = await keep(() => store.append(path, at), file);
  try {
    for await (const bytes of bodyOf(response, connection)) {
      throwIfAborted(signal);
      if (at + bytes.length > file.sizeBytes) throw otherSize(target.id, file, `more than ${at} bytes`);
      await keep(() => writer.write(bytes), file);
      at += bytes.length;
      onBytes(at);
    }
  } finally {
    await writer.close();
  }
  if (at < file.sizeBytes)
    throw new PassingFailure(`The connection to ${hostOf(connection.endpoint)} ended early.`, null);
}

/** Where the answer begins. A server that ignores ranges sends the whole file: then it is written anew. */
function startOf(response: Response, begin: number, file: HubFile, id: string): number {
  if (response.status !== 206) return 0;
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('Content-Range') ?? '');
  const total = match?.[2] === '*' ? file.sizeBytes : Number(match?.[2]);
  if (match === null || Number(match[1]) !== begin)
    throw new PassingFailure('The server sent another part than was asked for.', null);
  if (total !== file.sizeBytes) throw otherSize(id, file, `${total} bytes`);
  return begin;
}

async function* bodyOf(response: Response, connection: HubConnection): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      let step: Awaited<ReturnType<typeof reader.read>>;
      try {
        step = await unlessSilent(connection, reader.read());
      } catch (cause) {
        if (isAborted(cause) || cause instanceof PassingFailure) throw cause;
        throw new PassingFailure(
          `The connection to ${hostOf(connection.endpoint)} broke (${messageOf(cause)}).`,
          null,
          cause,
        );
      }
      if (step.done) return;
      yield step.value;
    }
  } finally {
    reader.cancel().catch(() => undefined); // the connection is of no more use
  }
}

/** Does something with the cache; a full disk or quota is said in words. */
async function keep<T>(work: () => Promise<T>, file: HubFile): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    const full = name === 'QuotaExceededError' || code === 'ENOSPC' || code === 'EDQUOT';
    if (full) {
      throw new RunError(
        `There is no room left for ${file.name} (${formatBytes(file.sizeBytes)}). What came so far is kept: delete other models or files, then go on.`,
        { cause },
      );
    }
    throw new RunError(`${file.name}: cannot be stored (${messageOf(cause)})`, { cause });
  }
}

const HASH_BYTES = 2 ** 22;

async function verify(
  { model, store, signal }: DownloadRequest,
  path: string,
  file: HubFile,
  onChecked: (bytes: number) => void,
): Promise<void> {
  const size = (await store.size(path)) ?? 0;
  if (file.sha256 === null) {
    if (size !== file.sizeBytes) throw otherSize(model.id, file, `${size} bytes`);
    return;
  }
  const hash = createSha256();
  for (let at = 0; at < size; at += HASH_BYTES) {
    throwIfAborted(signal);
    onChecked(at);
    hash.update(await store.read(path, at, Math.min(at + HASH_BYTES, size)));
  }
  if (hash.digest() === file.sha256) return;
  await store.remove(path);
  throw new UserError('arrived damaged: its SHA-256 is not the one that the Hub names', {
    where: `${model.id}/${file.name}`,
    remedy: 'It was deleted: download it again. If it happens twice, something between here and the Hub changes files.',
  });
}

function otherSize(id: string, file: HubFile, found: string): UserError {
  return new UserError(`has ${found}, the Hub names ${file.sizeBytes}`, {
    where: `${id}/${file.name}`,
    remedy: 'Something between here and the Hub changes files: try another network.',
  });
}
