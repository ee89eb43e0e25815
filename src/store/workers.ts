import { spawnDataWorker, spawnEngineWorker, spawnHubWorker, type WorkerClient } from '../workers/client.ts';
import type { DataApi } from '../workers/dataApi.ts';
import type { EngineApi } from '../workers/engineApi.ts';
import type { HubApi } from '../workers/hubApi.ts';
import { recordTraffic } from './traffic.ts';

/** The two workers of the studio, started when first needed. */
let data: WorkerClient<DataApi> | null = null;
let engine: WorkerClient<EngineApi> | null = null;

/** Told of every engine worker that starts, to give it again what the one before it had. */
let onEngine: (worker: WorkerClient<EngineApi>) => void = () => undefined;

export function whenEngineStarts(callback: typeof onEngine): void {
  onEngine = callback;
}

export function dataWorker(): WorkerClient<DataApi> {
  data ??= spawnDataWorker(recordTraffic('data'));
  return data;
}

export function engineWorker(): WorkerClient<EngineApi> {
  if (engine === null) {
    engine = spawnEngineWorker(recordTraffic('engine'));
    onEngine(engine);
  }
  return engine;
}

/** The one worker of the page that gets models; the studio has none that may ask another site. */
let hub: WorkerClient<HubApi> | null = null;

export function hubWorker(): WorkerClient<HubApi> {
  hub ??= spawnHubWorker(recordTraffic('hub'));
  return hub;
}

/** Lets go of a worker that failed, with all it held on the GPU; the next call starts a fresh one. */
export function dropEngineWorker(): void {
  engine?.terminate();
  engine = null;
}

/** A file of this site as an absolute address, since workers have no page to be relative to. */
export function siteUrl(path: string): string {
  return new URL(`${import.meta.env.BASE_URL}${path}`, document.baseURI).href;
}
