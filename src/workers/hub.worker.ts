import { expose } from 'comlink';
import { type DownloadProgress, downloadModel } from '../hub/hubDownload.ts';
import { hubModel } from '../hub/hubInfo.ts';
import type { HubConnection } from '../hub/hubRequest.ts';
import { listKept } from '../hub/keptModels.ts';
import { AbortedError, UserError } from '../lib/errors.ts';
import { lookAtModel } from '../run/lookAtModel.ts';
import type { HubAccess, HubApi, HubProgress } from './hubApi.ts';
import { opfsCache } from './opfsCache.ts';
import { reportTraffic } from './traffic.ts';

/** Fetches models from the Hub into the browser's private file system. */
const store = opfsCache();
let stop = new AbortController();

const api: HubApi = {
  look(access, name) {
    stop = new AbortController();
    return lookAtModel(connect(access), name, store, stop.signal);
  },

  async download(access, { commit, ...name }, onProgress) {
    stop = new AbortController();
    const { signal } = stop;
    await alone(`${name.id} ${commit} ${name.file ?? ''}`, async () => {
      const connection = connect(access);
      const model = await hubModel(connection, { ...name, revision: commit }, signal);
      const { revision } = name;
      await downloadModel({ ...{ model, revision, connection, store, signal }, onProgress: paced(onProgress) });
    });
  },

  stop: () => stop.abort(),
  list: () => listKept(store),
  remove: (folder) => store.remove(folder),
};

function connect({ endpoint, token }: HubAccess): HubConnection {
  return {
    ...{ endpoint, token, sleep },
    // Weights are kept once, by us; no cookie and no address of this page goes along.
    fetch: (url, init) =>
      fetch(url, { ...init, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' }),
  };
}

/** One tab writes a model at a time. */
async function alone(name: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(`tabtune:hub:${name}`, { ifAvailable: true }, async (lock) => {
    if (lock !== null) return work();
    throw new UserError('is being downloaded in another tab', { where: name.split(' ')[0] ?? name });
  });
}

const SAY_EVERY_MS = 200;

/** A few reports a second are enough to be read. */
function paced(take: (progress: HubProgress) => void): (progress: DownloadProgress) => void {
  let saidMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const atMs = performance.now();
    const passing = progress.trouble === null && progress.doneBytes < progress.totalBytes;
    if (passing && atMs - saidMs < SAY_EVERY_MS) return;
    saidMs = atMs;
    take({ ...progress, atMs });
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(new AbortedError());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

expose(api);
reportTraffic();
