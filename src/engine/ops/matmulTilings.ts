import type { Sizes } from '../gpu/frame.ts';
import { ceilDiv, type Grid } from '../gpu/plan.ts';

/** A size of tile that a matmul kernel can be specialised for: `rows` x `columns` of the result per workgroup. */
export interface Tiling {
  readonly rows: number;
  readonly columns: number;
  /** Steps of the inner dimension that are taken at a time. */
  readonly depth: number;
  /** Time of one workgroup on one multiprocessor that is full of them, in units that compare within a kernel. */
  readonly cost: number;
  /** Workgroups that fill a multiprocessor; fewer take as long. */
  readonly resident: number;
  readonly constants: Readonly<Record<string, number>>;
}

const BLOCK_128: Tiling = block(128, 'f32');
const BLOCK_64: Tiling = block(64, 'f32');
const HALF_128: Tiling = block(128, 'f16');
const HALF_64: Tiling = block(64, 'f16');
const MATRIX_128: Tiling = tiling(128, 32, { TILE_M: 128, TILE_N: 128, FM: 4 }, 4, 1);
const MATRIX_64: Tiling = tiling(64, 32, { TILE_M: 64, TILE_N: 64, FM: 2 }, 1.2, 3);
/**
 * Of f16 copies. At 2,048 x 8,192 x 2,048 an H100 takes 121 us for a round of 128 x 256 and 72 us for one of 128 x 128, which leaves fewer processors idle
 * where there are few columns. 256 x 128 came to 0.96 of the speed of 128 x 256. The smallest fits adapters of 32 KiB even in f32, for the tests.
 */
const COPIED_256 = copiedTiling(128, 256, { FM: 4, FN: 4, DEPTH: 32 }, 1.65);
const COPIED_128 = copiedTiling(128, 128, { FM: 4, FN: 2, DEPTH: 64 }, 1);
const COPIED_64 = copiedTiling(64, 64, { FM: 2, FN: 2, DEPTH: 32 }, 0.5);

function copiedTiling(
  rows: number,
  columns: number,
  shape: { FM: 2 | 4; FN: 2 | 4; DEPTH: 32 | 64 },
  cost: number,
): Tiling {
  const constants = { TILE_M: rows, TILE_N: columns, ...shape };
  return { rows, columns, depth: shape.DEPTH, cost, resident: 1, constants };
}

/** Tiles of f16 are half as large, which leaves room for a table of the levels of NF4. */
function block(side: 128 | 64, format: 'f32' | 'f16'): Tiling {
  const [cost, resident] = side === 128 ? [4, 1] : [1.14, 3];
  const half = format === 'f16' ? 1 : 0;
  return tiling(side, 16, { SIDE: side, TABLE: half, PART_TILES: half }, cost, resident);
}

function tiling(side: number, depth: number, constants: Tiling['constants'], cost: number, resident: number): Tiling {
  return { rows: side, columns: side, depth, cost, resident, constants };
}

/** Most rows that are decoding rather than training: the kernel for few rows takes them. */
export const FEW_ROWS = 32;
/** 8 columns per workgroup, and one row or 8. */
const FEW: readonly Tiling[] = [8, 1].map((rows) => ({
  ...{ rows, columns: 8, depth: 128, cost: rows === 1 ? 1 : 4, resident: 1 },
  constants: { ROWS: rows },
}));

/** Tilings of each variant; all of one variant sum in the same order, so that the choice among them changes no bit. */
export const TILINGS = {
  block: [BLOCK_128, BLOCK_64],
  block128: [BLOCK_128],
  block64: [BLOCK_64],
  blockScratch: [BLOCK_128, BLOCK_64],
  blockScratch64: [BLOCK_64],
  half: [HALF_128, HALF_64],
  half128: [HALF_128],
  half64: [HALF_64],
  register: [{ ...tiling(64, 4, {}, 1, 1), rows: 16 }],
  matrix: [MATRIX_128, MATRIX_64],
  matrix128: [MATRIX_128],
  matrix64: [MATRIX_64],
  matrixScratch: [COPIED_256, COPIED_128],
  matrixScratch256: [COPIED_256],
  matrixScratch128: [COPIED_128],
  matrixScratch64: [COPIED_64],
  few: FEW,
} as const satisfies Readonly<Record<string, readonly Tiling[]>>;

/**
 * Rows from which a product pays for copies, and the least weights of such a matrix. f16 copies of both operands: on an H100 1,024 rows of 2,048 x 2,048 take
 * 86 us in place of 104, of 2,048 x 8,192 323 in place of 410; copying that matrix costs 24, as much as 256 rows gain. With 512 x 2,048 decoding in the
 * tile wins in one direction. The weights in f32 (`blockScratch`), H200: 1,024 rows of 2,048 x 2,048 take 237 us in place of 255, of 2,048 x 8,192 927 in place of
 * 1,011, a step of Llama-3.2-1B 150.0 ms in place of 158.4.
 */
const COPIED_ROWS = 512;
const COPIED_WEIGHTS = 2 ** 22;
/** Workgroup memory that the tilings for copies need. */
export const COPIED_WORKGROUP_BYTES = 45_056;

/** Whether products of this variant may multiply copies. */
function isCopied(variant: string): boolean {
  return variant.startsWith('matrixScratch') || variant.startsWith('blockScratch');
}

/** What a product is that multiplies no copies. */
export function uncopied(variant: keyof typeof TILINGS): keyof typeof TILINGS {
  if (!isCopied(variant)) return variant;
  if (variant.startsWith('block')) return variant === 'blockScratch64' ? 'block64' : 'block';
  return variant === 'matrixScratch64' ? 'matrix64' : variant === 'matrixScratch' ? 'matrix' : 'matrix128';
}

/** Rows from which they do; those that name a tiling always. */
export function copiedFrom(variant: string, weights: number): number {
  if (!isCopied(variant)) return Number.POSITIVE_INFINITY;
  if (variant !== 'matrixScratch' && variant !== 'blockScratch') return 0;
  return weights >= COPIED_WEIGHTS ? COPIED_ROWS : Number.POSITIVE_INFINITY;
}

/** What WGSL on subgroup matrices begins with. */
export const MATRIX_DIRECTIVES = [
  'enable f16;',
  'enable subgroups;',
  'enable chromium_experimental_subgroup_matrix;',
  'diagnostic(off, chromium.subgroup_matrix_uniformity);',
];

/** Multiprocessors of the largest GPUs. WebGPU does not tell how many there are; a smaller GPU loses little by tiles that are a bit too small. */
export const PROCESSORS = 132;

/** Rounds of workgroups times what a round costs. On an H100 it picks the faster tiling for all linears of a 135M and a 1B Llama at 1,024 tokens. */
function estimate(t: Tiling, workgroups: number): number {
  return Math.max(ceilDiv(workgroups, PROCESSORS), t.resident / 2) * t.cost;
}

export interface Cover {
  /** Columns of the result. */
  readonly width: number;
  /** The dimension that is summed over, and into how many workgroups it is cut. */
  readonly inner: number;
  readonly splits: number;
}

/**
 * The grid of each tiling over [rows, width], `splits` workgroups deep: the sizes of a submit decide which one is not empty. `span`: steps of `depth`
 * that each of the splits takes. `takes`: whether these tilings serve so many rows at all.
 */
export function gridsOf(
  tilings: readonly Tiling[],
  { width, inner, splits }: Cover,
  rowsOf: (sizes: Sizes) => number,
  takes: (rows: number) => boolean,
): { tiling: Tiling; span: number; grid: (sizes: Sizes) => Grid }[] {
  const cover = (t: Tiling, rows: number): Grid => [ceilDiv(width, t.columns), ceilDiv(rows, t.rows), splits];
  // Every tiling of the product is asked in turn, for every micro-batch: the answer is kept until the rows change.
  let askedRows = -1;
  let chosen: Tiling | undefined;
  const best = (rows: number) => {
    if (rows === askedRows) return chosen;
    const costs = tilings.map((t) => {
      const [x, y, z] = cover(t, rows);
      return estimate(t, x * y * z);
    });
    askedRows = rows;
    chosen = tilings[costs.indexOf(Math.min(...costs))];
    return chosen;
  };
  return tilings.map((tiling) => ({
    tiling,
    span: ceilDiv(ceilDiv(inner, tiling.depth), splits),
    grid: (sizes) => {
      const rows = rowsOf(sizes);
      return rows > 0 && takes(rows) && best(rows) === tiling ? cover(tiling, rows) : [0, 0, 0];
    },
  }));
}

/** Least part of the inner dimension that is worth a workgroup of its own. */
const SPLIT_DEPTH = 512;

/** Into how many parts the inner dimension is cut so that a product of few rows and columns fills the GPU; a power of two. */
export function splitsFor(rows: number, width: number, inner: number): number {
  const tiles = ceilDiv(rows, 128) * ceilDiv(width, 128);
  const most = Math.min((2 * PROCESSORS) / tiles, inner / SPLIT_DEPTH);
  return most < 2 ? 1 : 2 ** Math.floor(Math.log2(most));
}
