/** Models of the Hub that are kept in this browser, as the workers of the studio open them. */
import { parseHubName } from '../hub/hubName.ts';
import { type KeptModel, listKept } from '../hub/keptModels.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { findCached, openCachedModel } from '../hub/openHubModel.ts';
import { isAborted } from '../lib/errors.ts';
import { withNf4Cache } from '../run/nf4Cache.ts';
import { pooledSource } from '../run/quantisePool.ts';
import { MissingModelError } from './missingModel.ts';
import { opfsCache } from './opfsCache.ts';
import { workerQuantisePool } from './quantiseThreads.ts';

/** Weights that will be quantised: their 4-bit form is read where it is kept, and kept where it is not. */
export interface FourBitForm {
  readonly doubleQuant: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

const store = opfsCache();

/** Those that can be trained on; none where the browser has no private file system. */
export async function keptHubModels(): Promise<readonly KeptModel[]> {
  try {
    return (await listKept(store)).filter(({ complete }) => complete);
  } catch {
    return [];
  }
}

/** `hf:owner/name[@revision][/file.gguf]`. @throws MissingModelError when it is not kept here; UserError when it is damaged. */
export async function openKeptHubModel(name: string, form: FourBitForm | null): Promise<LoadedModel> {
  const cached = await findCached(store, parseHubName(name));
  if (cached === null) throw new MissingModelError(name, 'get it from the Hugging Face Hub');
  const loaded = await openCachedModel(store, cached);
  const model = { ...loaded, tensors: pooledSource(loaded.tensors, workerQuantisePool()) };
  if (form === null) return model;
  try {
    return await withNf4Cache({ ...form, store, cached, model });
  } catch (error) {
    if (isAborted(error)) throw error;
    // It only saves time: another tab may be writing it. What is wrong with the weights themselves shows when they are loaded.
    return model;
  }
}
