import { type Remote, wrap } from 'comlink';
import { RunError } from '../lib/errors.ts';
import dataWorkerUrl from './data.worker.ts?worker&url';
import type { DataApi } from './dataApi.ts';
import engineWorkerUrl from './engine.worker.ts?worker&url';
import type { EngineApi } from './engineApi.ts';
import hubWorkerUrl from './hub.worker.ts?worker&url';
import type { HubApi } from './hubApi.ts';
import { spawnWorker } from './spawn.ts';
import type { TrafficReport } from './trafficApi.ts';

/** A worker as the page holds it: `call` rejects when the worker itself dies, which a comlink call alone never notices. */
export interface WorkerClient<Api> {
  call<R>(use: (api: Remote<Api>) => R): Promise<Awaited<R>>;
  terminate(): void;
}

type TakeTraffic = (report: TrafficReport) => void;

export function spawnDataWorker(onTraffic: TakeTraffic): WorkerClient<DataApi> {
  return client(spawnWorker(dataWorkerUrl, 'data'), onTraffic);
}

export function spawnEngineWorker(onTraffic: TakeTraffic): WorkerClient<EngineApi> {
  return client(spawnWorker(engineWorkerUrl, 'engine'), onTraffic);
}

export function spawnHubWorker(onTraffic: TakeTraffic): WorkerClient<HubApi> {
  return client(spawnWorker(hubWorkerUrl, 'hub'), onTraffic);
}

function client<Api>(worker: Worker, onTraffic: TakeTraffic): WorkerClient<Api> {
  worker.addEventListener('message', ({ data }: MessageEvent<TrafficReport | { readonly requests?: never }>) => {
    if (data.requests !== undefined) onTraffic(data);
  });
  const api = wrap<Api>(worker);
  const died = new Promise<never>((_, reject) => {
    const fail = (event: Event) => {
      const detail = event instanceof ErrorEvent && event.message ? `: ${event.message}` : '';
      reject(new RunError(`A background worker stopped${detail}. Reload the page and try again.`));
    };
    worker.addEventListener('error', fail);
    worker.addEventListener('messageerror', fail);
  });
  // Without a call under way nobody waits for it; the next call reports it.
  died.catch(() => undefined);
  return {
    call: (use) => Promise.race([use(api), died]),
    terminate: () => worker.terminate(),
  };
}
