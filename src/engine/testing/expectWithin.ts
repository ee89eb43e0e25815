import { expect } from 'vitest';
import type { NamedTensor } from '../types.ts';
import { distance } from './goldenCase.ts';

/** The golden rule: max|a - e| <= atol + rtol max|e|. */
export function expectWithin(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  atol: number,
  rtol: number,
): void {
  const { worst, top } = distance(actual, expected);
  expect(worst, `${name}: max|a-e| ${worst.toExponential(2)}, max|e| ${top.toExponential(2)}`).toBeLessThanOrEqual(
    atol + rtol * top,
  );
}

export function byName(tensors: readonly NamedTensor[], name: string): Float32Array {
  const found = tensors.find((t) => t.name === name);
  if (!found) throw new Error(`no tensor ${name}`);
  return found.data;
}
