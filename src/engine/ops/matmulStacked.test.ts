import { expect, test } from 'vitest';
import { persistentBuffer } from '../gpu/buffers.ts';
import { losesAsStack, takesStack } from './matmulStacked.ts';

/** A stack of those widths; what it is stored in does not matter here. */
function stackOf(widths: readonly number[], reach: number, inFeatures: number) {
  const outFeatures = widths.reduce((sum, width) => sum + width, 0);
  const data = persistentBuffer('data', 16);
  return { widths, reach, weight: { kind: 'dense', dtype: 'f32', outFeatures, inFeatures, data } as const };
}

const MATRIX = { 'matmulForward.f32': 'matrix', 'matmulBackward.f32': 'matrix' };

test('sections that fill the GPU alone stay apart in f32', () => {
  const gateUp = stackOf([8192, 8192], 8192, 2048);
  expect(losesAsStack(gateUp, {}, 1024)).toBe(true);
  expect(losesAsStack(gateUp, MATRIX, 1024)).toBe(false);
  expect(losesAsStack(stackOf([2048, 512, 512], 32, 2048), {}, 1024)).toBe(false);
  expect(losesAsStack(stackOf([1536, 1536], 1536, 576), {}, 2048)).toBe(false);
});

test('a stack needs tiles in both directions, whole vec4 and whole pairs', () => {
  const heads = stackOf([48, 16, 16], 8, 64);
  expect(takesStack(heads, {})).toBe(true);
  expect(takesStack(heads, { 'matmulBackward.f32': 'register' })).toBe(false);
  expect(takesStack(heads, { 'matmulForward.f32': 'scratch' })).toBe(false);
  expect(takesStack(stackOf([48, 16, 16], 6, 64), {})).toBe(false);
  expect(takesStack(stackOf([46, 17, 17], 8, 64), {})).toBe(false);
});
