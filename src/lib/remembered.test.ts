import { expect, test, vi } from 'vitest';
import { remembered } from './remembered.ts';

test('computes once for each key', () => {
  const compute = vi.fn((n: number) => ({ n }));
  const of = remembered((n: number) => String(n % 10), compute);
  const first = of(3);
  expect(of(13)).toBe(first);
  expect(of(4)).toEqual({ n: 4 });
  expect(compute.mock.calls).toEqual([[3], [4]]);
});
