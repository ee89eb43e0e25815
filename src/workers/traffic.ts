import type { TrafficReport } from './trafficApi.ts';

/** Tells of every request that this realm makes and of what its security policy stops, also of those before the call. */
export function watchTraffic(take: (report: TrafficReport) => void): void {
  const { timeOrigin } = performance;
  new PerformanceObserver((list) => {
    const entries = list.getEntries() as PerformanceResourceTiming[];
    const requests = entries.map(({ name, initiatorType, startTime, decodedBodySize }) => ({
      url: name,
      kind: initiatorType,
      startMs: timeOrigin + startTime,
      sizeBytes: decodedBodySize,
    }));
    take({ requests, stopped: [] });
  }).observe({ type: 'resource', buffered: true });

  // Firefox has no such observer in workers; there the browser's own console tells.
  if (!('ReportingObserver' in globalThis)) return;
  new ReportingObserver(
    (reports) => {
      const stopped = reports.map(({ body }) => {
        const { effectiveDirective = '', blockedURL } = body as { effectiveDirective?: string; blockedURL?: string };
        return { directive: effectiveDirective, target: blockedURL ?? '' };
      });
      take({ requests: [], stopped });
    },
    { types: ['csp-violation'], buffered: true },
  ).observe();
}

/** In a worker: tells the page, which has no other way to know. */
export function reportTraffic(): void {
  watchTraffic((report) => self.postMessage(report));
}
