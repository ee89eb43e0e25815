import { setTimeout as wait } from 'node:timers/promises';
import { DEFAULT_ENDPOINT, parseEndpoint, parseHubName } from '../hub/hubName.ts';
import type { HubConnection } from '../hub/hubRequest.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { fetchHubModel, openCachedModel } from '../hub/openHubModel.ts';
import { AbortedError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import { withNf4Cache } from '../run/nf4Cache.ts';
import { pooledSource } from '../run/quantisePool.ts';
import { cacheRoot, diskCache } from './diskCache.ts';
import type { Io } from './io.ts';
import { ProgressBar } from './progressBar.ts';
import { cliQuantisePool } from './quantiseThreads.ts';

/** What the model is opened for. */
export interface ModelForm {
  /** Quantised to NF4 in this way: then that form is kept in the cache. null: the weights as they are. */
  readonly nf4: { readonly doubleQuant: boolean } | null;
}

/**
 * `--model hf:owner/name[@revision][/file.gguf]`. As for the Hub's own tools, HF_TOKEN is the token and HF_ENDPOINT the address of a mirror;
 * HF_HUB_OFFLINE=1 asks nobody. Ctrl-C keeps what came so far.
 */
export async function openHubArgument(spec: string, io: Io, form: ModelForm): Promise<LoadedModel> {
  const { env } = io;
  const name = parseHubName(spec, `--model ${spec}`);
  const offline = /^(1|true|yes|on)$/i.test(env['HF_HUB_OFFLINE'] ?? '');
  const connection: HubConnection = {
    endpoint: parseEndpoint(env['HF_ENDPOINT'] || DEFAULT_ENDPOINT, 'HF_ENDPOINT'),
    fetch: offline ? () => Promise.reject(new Error('HF_HUB_OFFLINE is set')) : (url, init) => fetch(url, init),
    token: env['HF_TOKEN']?.trim() || null,
    sleep: offline ? async () => undefined : sleep,
  };
  const root = cacheRoot(env);
  const store = diskCache(root);
  const bar = new ProgressBar(io);
  const stop = new AbortController();
  const release = io.onInterrupt(() => stop.abort());
  let total = '';
  let told = '';
  try {
    const model = await fetchHubModel({
      ...{ name, connection, store, signal: stop.signal },
      onInfo: ({ sizeBytes, licence, commit }) => {
        total = formatBytes(sizeBytes);
        const terms = licence === null ? 'licence not stated' : `licence ${licence}`;
        io.err(`${name.id} at ${commit.slice(0, 12)}: ${total}, ${terms}, kept in ${root}\n`);
      },
      onOffline: ({ commit }) =>
        io.err(`${name.id}: the Hub was not reached; the copy of ${commit.slice(0, 12)} is used.\n`),
      onProgress: ({ doneBytes, totalBytes, trouble, checkedBytes }) => {
        if (trouble !== null && trouble !== told) {
          bar.clear();
          io.err(`${trouble} Trying again.\n`);
          told = trouble;
        }
        bar.draw(
          checkedBytes === null ? 'Download' : 'Check',
          doneBytes,
          totalBytes,
          `${formatBytes(doneBytes)} of ${total}`,
        );
      },
    });
    const loaded = await openCachedModel(store, model);
    if (form.nf4 === null) return loaded;
    const pool = cliQuantisePool();
    try {
      return await withNf4Cache({
        ...{ store, cached: model, doubleQuant: form.nf4.doubleQuant, signal: stop.signal },
        model: { ...loaded, tensors: pooledSource(loaded.tensors, pool) },
        onProgress: (done, all) => bar.draw('4-bit form', done, all, 'made once'),
      });
    } finally {
      pool.close();
    }
  } finally {
    bar.clear();
    release();
  }
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    throw new AbortedError();
  }
}
