import { expect, test } from 'vitest';
import { connectSources, parsePolicy } from './policy.ts';

test('directives with their sources; of a repeated one the first counts', () => {
  expect(parsePolicy(" default-src 'none';Connect-Src 'self'  blob: ;; connect-src *; sandbox")).toEqual([
    { name: 'default-src', sources: ["'none'"] },
    { name: 'connect-src', sources: ["'self'", 'blob:'] },
    { name: 'sandbox', sources: [] },
  ]);
  expect(parsePolicy('')).toEqual([]);
});

test('where the page may connect: connect-src, else default-src, else anywhere', () => {
  expect(connectSources(parsePolicy("default-src *; connect-src 'self'"))).toEqual(["'self'"]);
  expect(connectSources(parsePolicy("default-src 'self' https://a.example"))).toEqual(["'self'", 'https://a.example']);
  expect(connectSources(parsePolicy("connect-src 'none'"))).toEqual([]);
  expect(connectSources(parsePolicy("img-src 'self'"))).toBe(null);
});
