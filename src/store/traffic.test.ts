import { expect, test } from 'vitest';
import { type Traffic, withReport } from './traffic.ts';

const request = (url: string, startMs: number, sizeBytes: number) => ({ url, kind: 'fetch', startMs, sizeBytes });

test('requests for one address by one realm are counted together, in the order of the first', () => {
  let traffic: Traffic = { requests: [], stopped: [] };
  traffic = withReport(traffic, 'engine', { requests: [request('/b', 5, 100), request('/a', 6, 1)], stopped: [] });
  traffic = withReport(traffic, 'engine', { requests: [request('/b', 4, 20)], stopped: [] });
  traffic = withReport(traffic, 'data', { requests: [request('/b', 9, 7)], stopped: [] });
  expect(traffic.requests).toEqual([
    { by: 'engine', url: '/b', kind: 'fetch', count: 2, sizeBytes: 120, lastMs: 5 },
    { by: 'engine', url: '/a', kind: 'fetch', count: 1, sizeBytes: 1, lastMs: 6 },
    { by: 'data', url: '/b', kind: 'fetch', count: 1, sizeBytes: 7, lastMs: 9 },
  ]);
});

test('what was stopped keeps its realm', () => {
  const stopped = [{ directive: 'connect-src', target: 'https://elsewhere.example/' }];
  const traffic = withReport({ requests: [], stopped: [] }, 'data', { requests: [], stopped });
  expect(traffic.stopped).toEqual([{ by: 'data', directive: 'connect-src', target: 'https://elsewhere.example/' }]);
});
