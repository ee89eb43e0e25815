import { describe, expect, test } from 'vitest';
import { gridsOf, splitsFor, TILINGS } from './matmulTilings.ts';

/** Side of the tiling that runs for a product of these sizes. */
function sideFor(rows: number, width: number): number {
  const ways = gridsOf(
    TILINGS.block,
    { width, inner: 2048, splits: 1 },
    ({ tokens }) => tokens,
    () => true,
  );
  const running = ways.filter(({ grid }) => !grid({ tokens: rows, rows: 0 }).includes(0));
  expect(running).toHaveLength(1);
  return running[0]?.tiling.rows ?? 0;
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

describe('splits', () => {
  test('cut the gradient through a large vocabulary, and leave short products whole', () => {
    expect(splitsFor(128, 2048, 128_256)).toBe(16);
    expect(splitsFor(1024, 384, 4096)).toBe(8);
    expect(splitsFor(1024, 2048, 2048)).toBe(2);
    expect(splitsFor(64, 64, 600)).toBe(1);
  });
});
