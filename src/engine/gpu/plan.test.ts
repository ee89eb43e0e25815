import { describe, expect, test } from 'vitest';
import { persistentBuffer, slice } from './buffers.ts';
import { createPlan, fold, linearGrid } from './plan.ts';
import { paperKernel } from './testing/kernels.ts';

describe('a plan', () => {
  test('records dispatches with whole buffers as slices and missing args as 0', () => {
    const plan = createPlan('train');
    const x = plan.transient('x', 100);
    const y = persistentBuffer('y', 1024);
    const grid = () => [1, 2, 3] as const;
    plan.dispatch({ kernel: paperKernel(['read', 'write']), buffers: [x, slice(y, 64, 64)], args: [7], grid });
    expect(x).toEqual({ name: 'train.x', sizeBytes: 512, lifetime: 'transient' });
    expect(plan.dispatches).toHaveLength(1);
    expect(plan.dispatches[0].args).toEqual([7, 0, 0, 0]);
    expect(plan.dispatches[0].buffers).toEqual([slice(x), slice(y, 64, 64)]);
    expect(plan.dispatches[0].flops({ tokens: 5, rows: 5 })).toBe(0);
  });

  test('refuses a dispatch with too few buffers', () => {
    const plan = createPlan('train');
    const request = { kernel: paperKernel(['read', 'write']), buffers: [plan.transient('x', 4)], grid: () => fold(1) };
    expect(() => plan.dispatch(request)).toThrow('paper takes 2 buffers, got 1');
  });
});

describe('a grid', () => {
  test('of up to 65,535 workgroups lies in one dimension', () => {
    expect([0, 1, 65535].map(fold)).toEqual([
      [0, 1, 1],
      [1, 1, 1],
      [65535, 1, 1],
    ]);
  });

  test('of more is folded into rows that hold all of them', () => {
    expect(fold(65536)).toEqual([65535, 2, 1]);
    expect(fold(3 * 65535)).toEqual([65535, 3, 1]);
    expect(fold(3 * 65535 + 1)).toEqual([65535, 4, 1]);
  });

  test('of a linear kernel has 256 items per workgroup', () => {
    expect([0, 1, 256, 257].map(linearGrid)).toEqual([
      [0, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
      [2, 1, 1],
    ]);
    expect(linearGrid(2 ** 24)).toEqual([65535, 2, 1]);
  });
});
