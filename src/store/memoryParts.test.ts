import { expect, test } from 'vitest';
import { memoryParts, verdictOf } from './memoryParts.ts';

test('every byte of a plan is in one part, also of a kind that is not known here', () => {
  const items = [
    { name: 'weights 4-bit', sizeBytes: 1 },
    { name: 'embedding', sizeBytes: 2 },
    { name: 'adapter', sizeBytes: 4 },
    { name: 'Adam moments', sizeBytes: 8 },
    { name: 'activations, slab 1', sizeBytes: 16 },
    { name: 'activations, slab 2', sizeBytes: 32 },
    { name: 'KV cache', sizeBytes: 64 },
    { name: 'inputs', sizeBytes: 128 },
    { name: 'something new', sizeBytes: 256 },
  ];
  expect(memoryParts({ items })).toEqual({ weights: 3, adapter: 12, activations: 48, cache: 64, other: 384 });
});

test('a plan over the budget is tight, one beyond the limits too large', () => {
  expect(verdictOf({ totalBytes: 10, budgetBytes: 10 })).toBe('fits');
  expect(verdictOf({ totalBytes: 11, budgetBytes: 10 })).toBe('tight');
  expect(verdictOf(null)).toBe('tooLarge');
});
