import { expect, test } from 'vitest';
import { gather, kindOf, type StoredItem } from './storedItems.ts';

const SCOPE = 'https://host.example/studio/';

test('what is of this page is known by its name, and what is of another page of the host is not', () => {
  expect(kindOf('files', 'runs', SCOPE)).toBe('runs');
  expect(kindOf('files', 'exports', SCOPE)).toBe('exports');
  expect(kindOf('cache', `workbox-precache-v2-${SCOPE}`, SCOPE)).toBe('page');
  expect(kindOf('cache', 'workbox-precache-v2-https://host.example/', SCOPE)).toBe('other');
  expect(kindOf('cache', 'tabtune-models', SCOPE)).toBe('models');
  expect(kindOf('localStorage', 'mantine-color-scheme-value', SCOPE)).toBe('theme');
  expect(kindOf('localStorage', 'tabtune-settings', SCOPE)).toBe('settings');
  expect(kindOf('localStorage', 'tabtune-hub-token', SCOPE)).toBe('token');
  expect(kindOf('files', 'hub', SCOPE)).toBe('hubModels');
  expect(kindOf('files', 'autotune', SCOPE)).toBe('settings');
  expect(kindOf('database', 'somebody', SCOPE)).toBe('other');
});

test('one line per kind, one per thing of another page, none for what is empty', () => {
  const item = (kind: StoredItem['kind'], name: string, sizeBytes: number, count: number): StoredItem => ({
    kind,
    name,
    sizeBytes,
    count,
  });
  const items = [
    item('runs', 'runs', 100, 3),
    item('runs', 'run', 20, 1),
    item('models', 'tabtune-models', 0, 0),
    item('other', 'a', 5, 1),
    item('other', 'b', 0, 0),
  ];
  expect(gather(items).map(({ kind, sizeBytes, count }) => [kind, sizeBytes, count])).toEqual([
    ['runs', 120, 4],
    ['other', 5, 1],
    ['other', 0, 0],
  ]);
});
