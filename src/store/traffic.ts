import { create } from 'zustand';
import { watchTraffic } from '../workers/traffic.ts';
import type { StoppedRecord, TrafficReport } from '../workers/trafficApi.ts';

export type Realm = 'page' | 'data' | 'engine' | 'hub';

/** All requests for one address by one part of the page. */
export interface RequestGroup {
  readonly by: Realm;
  readonly url: string;
  readonly kind: string;
  readonly count: number;
  readonly sizeBytes: number;
  readonly lastMs: number;
}

export interface Traffic {
  /** Every address that the page and its workers asked for since it was opened, in the order of their first request. */
  readonly requests: readonly RequestGroup[];
  readonly stopped: readonly (StoppedRecord & { readonly by: Realm })[];
}

export const useTraffic = create<Traffic>(() => ({ requests: [], stopped: [] }));

/** Counts the page's own traffic; its workers' is counted as they are started. */
export function watchPage(): void {
  watchTraffic(recordTraffic('page'));
}

/** Takes what `by` says of its traffic. */
export function recordTraffic(by: Realm): (report: TrafficReport) => void {
  return (report) => useTraffic.setState((traffic) => withReport(traffic, by, report), true);
}

export function withReport(traffic: Traffic, by: Realm, report: TrafficReport): Traffic {
  const requests = [...traffic.requests];
  for (const { url, kind, sizeBytes, startMs } of report.requests) {
    const at = requests.findIndex((group) => group.by === by && group.url === url);
    const known = requests[at];
    if (known === undefined) requests.push({ by, url, kind, count: 1, sizeBytes, lastMs: startMs });
    else {
      requests[at] = {
        ...known,
        count: known.count + 1,
        sizeBytes: known.sizeBytes + sizeBytes,
        lastMs: Math.max(known.lastMs, startMs),
      };
    }
  }
  return { requests, stopped: [...traffic.stopped, ...report.stopped.map((record) => ({ ...record, by }))] };
}
