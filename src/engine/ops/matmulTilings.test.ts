import { describe, expect, test } from 'vitest';
import { copiedFrom, gridsOf, splitsFor, TILINGS } from './matmulTilings.ts';

/** Columns of the tiling that runs for a product of these sizes. */
function sideFor(rows: number, width: number, variant: 'block' | 'matrixScratch' = 'block'): number {
  const ways = gridsOf(
    TILINGS[variant],
    { width, inner: 2048, splits: 1 },
    ({ tokens }) => tokens,
    () => true,
  );
  const running = ways.filter(({ grid }) => !grid({ tokens: rows, rows: 0 }).includes(0));
  expect(running).toHaveLength(1);
  return running[0]?.tiling.columns ?? 0;
}

describe('the tiling of a product', () => {
  // What was faster on an H100.
  test.each([
    [1024, 2048, 128],
    [1024, 8192, 128],
    [1024, 512, 64],
    [2048, 1536, 64],
    [2048, 576, 64],
    [1024, 384, 64],
  ])('of %i x %i is %i x the same', (rows, width, side) => expect(sideFor(rows, width)).toBe(side));

  test.each([
    [1024, 8192, 256],
    [1024, 2048, 128],
    [2048, 8192, 256],
  ])('of %i x %i, copied, has %i columns', (rows, width, columns) =>
    expect(sideFor(rows, width, 'matrixScratch')).toBe(columns),
  );

  test('follows the rows of each submit, and nothing runs without rows', () => {
    const [large, small] = gridsOf(
      TILINGS.block,
      { width: 2048, inner: 2048, splits: 1 },
      ({ tokens }) => tokens,
      () => true,
    );
    const at = (tokens: number) => [large?.grid({ tokens, rows: 0 }), small?.grid({ tokens, rows: 0 })];
    expect(at(1024)).toEqual([
      [16, 8, 1],
      [0, 0, 0],
    ]);
    expect(at(200)).toEqual([
      [0, 0, 0],
      [32, 4, 1],
    ]);
    expect(at(0)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
});

test('products multiply copies from 512 rows on, where the matrix is large', () => {
  expect(copiedFrom('matrixScratch', 2048 * 2048)).toBe(512);
  expect(copiedFrom('matrixScratch', 512 * 2048)).toBe(Number.POSITIVE_INFINITY);
  expect(copiedFrom('blockScratch', 2048 * 2048)).toBe(512);
  expect(copiedFrom('matrix', 2048 * 8192)).toBe(Number.POSITIVE_INFINITY);
});

describe('splits', () => {
  test('cut the gradient through a large vocabulary, and leave short products whole', () => {
    expect(splitsFor(128, 2048, 128_256)).toBe(16);
    expect(splitsFor(1024, 384, 4096)).toBe(8);
    expect(splitsFor(1024, 2048, 2048)).toBe(2);
    expect(splitsFor(64, 64, 600)).toBe(1);
  });
});
