import { setTimeout as wait } from 'node:timers/promises';
import { DEFAULT_ENDPOINT, parseEndpoint, parseHubName } from '../hub/hubName.ts';
import type { HubConnection } from '../hub/hubRequest.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { fetchHubModel, openCachedModel } from '../hub/openHubModel.ts';
import { AbortedError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import { cacheRoot, diskCache } from './diskCache.ts';
import type { Io } from './io.ts';
import { ProgressBar } from './progressBar.ts';

/**
 * `--model hf:owner/name[@revision][/file.gguf]`. As for the Hub's own tools, HF_TOKEN is the token and HF_ENDPOINT the address of a mirror;
 * HF_HUB_OFFLINE=1 asks nobody. Ctrl-C keeps what came so far.
 */
export async function openHubArgument(spec: string, io: Io): Promise<LoadedModel> {
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
      onProgress: ({ doneBytes, totalBytes, trouble }) => {
        if (trouble !== null && trouble !== told) {
          bar.clear();
          io.err(`${trouble} Trying again.\n`);
          told = trouble;
        }
        bar.draw('Download', doneBytes, totalBytes, `${formatBytes(doneBytes)} of ${total}`);
      },
    });
    return await openCachedModel(store, model);
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
