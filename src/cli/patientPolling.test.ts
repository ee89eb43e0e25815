import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { pollPatiently } from './patientPolling.ts';

const { setImmediate } = globalThis;
afterAll(() => Object.assign(globalThis, { setImmediate }));

test('other callers of setImmediate notice nothing', async () => {
  pollPatiently();
  expect(globalThis.setImmediate).not.toBe(setImmediate);
  const seen: unknown[] = [];
  globalThis.setImmediate((...args) => seen.push(...args), 1, 2);
  const cancelled = globalThis.setImmediate(() => seen.push('cancelled'));
  clearImmediate(cancelled);
  const bound = vi.fn();
  globalThis.setImmediate(bound.bind(null), 3);
  await promisify(globalThis.setImmediate)();
  expect(seen).toEqual([1, 2]);
  expect(bound).toHaveBeenCalledWith(3);
});
