/** The 4-bit form of a downloaded model, kept beside it: the next start reads it in place of quantising again. */
import { openCheckpoint } from '../hub/checkpoint.ts';
import { type CachedModel, type CacheStore, cachedModelFiles } from '../hub/modelCache.ts';
import type { LoadedModel, ModelFiles } from '../hub/modelFiles.ts';
import { prequantisedSource } from '../hub/prequantised.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { nf4WeightFile } from './export/nf4Model.ts';

export interface Nf4CacheRequest {
  readonly store: CacheStore;
  readonly cached: CachedModel;
  readonly model: LoadedModel;
  readonly doubleQuant: boolean;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The model with its weights out of that form, made first where it is not there. The same bits as quantising at every start. What cannot be
 * kept (no room) is not: then the model comes back as it was, and is quantised while it loads.
 */
export async function withNf4Cache(request: Nf4CacheRequest): Promise<LoadedModel> {
  const { store, cached, model, doubleQuant, signal } = request;
  if (model.storedNf4 !== null) return model;
  const name = `nf4-${doubleQuant ? 'double' : 'single'}.safetensors`;
  const path = `${cached.folder}/${name}`;
  const file = nf4WeightFile(model, doubleQuant, name);
  if ((await store.size(path)) !== file.sizeBytes) {
    const draft = `${path}.part`;
    const writer = await store.append(draft, 0);
    let done = 0;
    let full = false;
    try {
      for await (const chunk of file.chunks(signal)) {
        throwIfAborted(signal);
        await writer.write(chunk);
        done += chunk.length;
        request.onProgress?.(done, file.sizeBytes);
      }
    } catch (error) {
      full = isFull(error);
      if (!full) throw error;
    } finally {
      await writer.close();
      if (done < file.sizeBytes) await store.remove(draft);
    }
    if (full) return model;
    await store.rename(draft, path);
  }
  return { ...model, tensors: await openForm(store, cached, name, file.sizeBytes) };
}

async function openForm(store: CacheStore, cached: CachedModel, name: string, sizeBytes: number) {
  const inner = cachedModelFiles(store, cached);
  const files: ModelFiles = {
    ...inner,
    list: async () => ['model.safetensors'],
    size: async () => sizeBytes,
    read: (_, begin = 0, end = sizeBytes) => store.read(`${cached.folder}/${name}`, begin, end),
  };
  const { source } = await openCheckpoint(files, new Set(['model.safetensors']));
  return prequantisedSource(source, `${cached.id} (4-bit form)`);
}

function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'QuotaExceededError' || ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
  );
}
