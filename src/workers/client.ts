import { type Remote, wrap } from 'comlink';
import { RunError } from '../lib/errors.ts';
import type { DataApi } from './dataApi.ts';
import type { EngineApi } from './engineApi.ts';

/** A worker as the page holds it: `call` rejects when the worker itself dies, which a comlink call alone never notices. */
export interface WorkerClient<Api> {
  call<R>(use: (api: Remote<Api>) => R): Promise<Awaited<R>>;
  terminate(): void;
}

export function spawnDataWorker(): WorkerClient<DataApi> {
  return client(new Worker(new URL('./data.worker.ts', import.meta.url), { type: 'module', name: 'data' }));
}

export function spawnEngineWorker(): WorkerClient<EngineApi> {
  return client(new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' }));
}

function client<Api>(worker: Worker): WorkerClient<Api> {
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
