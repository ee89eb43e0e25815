/** A model of the Hub, downloaded where it is not in the cache yet. */
import { UserError } from '../lib/errors.ts';
import { openGgufModel } from './ggufModel.ts';
import { type DownloadProgress, downloadModel } from './hubDownload.ts';
import { type HubModel, hubModel } from './hubInfo.ts';
import type { HubName } from './hubName.ts';
import { type HubConnection, PassingFailure } from './hubRequest.ts';
import { type CachedModel, type CacheStore, cachedModelFiles, ggufOf, isComplete, listCached } from './modelCache.ts';
import type { LoadedModel } from './modelFiles.ts';
import { openModel } from './openModel.ts';

export interface HubModelRequest {
  readonly name: HubName;
  readonly connection: HubConnection;
  readonly store: CacheStore;
  /** Called once, before anything large is fetched; may throw to refuse it. */
  readonly onInfo?: (model: HubModel) => void;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** The Hub was not reached, and the cached copy is used. */
  readonly onOffline?: (model: CachedModel) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Without the Hub, the complete model that was downloaded under the same name and revision. */
export async function fetchHubModel(request: HubModelRequest): Promise<CachedModel> {
  const { name, connection, store, signal, onInfo, onProgress } = request;
  let model: HubModel;
  try {
    model = await hubModel(connection, name, signal);
  } catch (error) {
    const cached = error instanceof PassingFailure ? await findCached(store, name) : null;
    if (cached === null) throw error;
    request.onOffline?.(cached);
    return cached;
  }
  onInfo?.(model);
  return downloadModel({
    model,
    revision: name.revision,
    connection,
    store,
    signal,
    ...(onProgress && { onProgress }),
  });
}

/** The complete model that was downloaded under this name and revision (or commit), the newest of them; null: none was. */
export async function findCached(store: CacheStore, { id, revision, file }: HubName): Promise<CachedModel | null> {
  const models = newestFirst(await listCached(store));
  const fits = (model: CachedModel) =>
    model.id === id &&
    isComplete(model) &&
    (model.revision === revision || model.commit.startsWith(revision)) &&
    (file === null ? ggufOf(model) === null : ggufOf(model) === file);
  return models.find(fits) ?? null;
}

/** @throws UserError naming the file, when the cache holds less than it should. */
export async function openCachedModel(store: CacheStore, model: CachedModel): Promise<LoadedModel> {
  for (const { name, sizeBytes } of model.files) {
    if ((await store.size(`${model.folder}/${name}`)) === sizeBytes) continue;
    throw new UserError('is not whole in the cache', {
      where: `${model.id}/${name}`,
      remedy: 'Delete the cached model and download it again.',
    });
  }
  const files = cachedModelFiles(store, model);
  const gguf = ggufOf(model);
  const loaded = gguf === null ? await openModel(files) : await openGgufModel(files, gguf);
  return { ...loaded, id: model.id, licence: loaded.licence ?? model.licence };
}

/** By when they were complete; those of a revision that moved on come after its newer commit. */
export function newestFirst(models: readonly CachedModel[]): CachedModel[] {
  return [...models].sort((a, b) => (b.savedAt ?? 0) - (a.savedAt ?? 0));
}
