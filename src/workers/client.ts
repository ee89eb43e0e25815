import { type Remote, wrap } from 'comlink';
import { RunError } from '../lib/errors.ts';
import dataWorkerUrl from './data.worker.ts?worker&url';
import type { DataApi } from './dataApi.ts';
import engineWorkerUrl from './engine.worker.ts?worker&url';
import type { EngineApi } from './engineApi.ts';
import type { TrafficReport } from './trafficApi.ts';

/** A worker as the page holds it: `call` rejects when the worker itself dies, which a comlink call alone never notices. */
export interface WorkerClient<Api> {
  call<R>(use: (api: Remote<Api>) => R): Promise<Awaited<R>>;
  terminate(): void;
}

type TakeTraffic = (report: TrafficReport) => void;

export function spawnDataWorker(onTraffic: TakeTraffic): WorkerClient<DataApi> {
  return client(spawn(dataWorkerUrl, 'data'), onTraffic);
}

export function spawnEngineWorker(onTraffic: TakeTraffic): WorkerClient<EngineApi> {
  return client(spawn(engineWorkerUrl, 'engine'), onTraffic);
}

/**
 * A worker from an address of its own takes its security policy from the headers of that address, which a static host may
 * not send; one from a blob: address inherits the page's. So the page makes a one-line script that imports the real one.
 */
function spawn(url: string, name: string): Worker {
  const script = `import ${JSON.stringify(new URL(url, self.location.href).href)};`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module', name });
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
