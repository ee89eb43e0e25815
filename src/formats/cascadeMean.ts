/**
 * The f32 mean of torch on one CPU thread, to the last bit: the offset of double quantisation is such a mean, and one unit in its last place
 * moves some 8-bit codes. torch sums 8 lanes (AVX2), in each lane 4 interleaved rows, and cascades: every 2^p additions a partial sum
 * moves one of 4 levels up, which keeps the rounding error near log(n). GPUs sum in other orders, so equality
 * with every bitsandbytes is not to be had; this one can be checked.
 * Order of operations after pytorch, aten/src/ATen/native/cpu/SumKernel.cpp (cascade sum).
 */
const LANES = 8;
const ROWS = 4;
const LEVELS = 4;
const fround = Math.fround;

/** @param values f32, at least one. */
export function cascadeMean(values: Float32Array): number {
  const vectors = Math.floor(values.length / LANES);
  let sum = 0;
  for (let i = vectors * LANES; i < values.length; i++) sum = fround(sum + (values[i] as number));
  for (let lane = 0; lane < LANES; lane++) sum = fround(sum + laneSum(values, lane, vectors));
  return fround(sum / values.length);
}

/** Sum of values[lane + 8 i], i < vectors: four rows i % 4 summed apart, what is left over goes to row 0, then the rows in turn. */
function laneSum(values: Float32Array, lane: number, vectors: number): number {
  const rowLength = Math.floor(vectors / ROWS);
  const rows: number[] = [];
  for (let row = 0; row < ROWS; row++) rows.push(cascade(values, lane + row * LANES, ROWS * LANES, rowLength));
  let sum = rows[0] as number;
  for (let i = rowLength * ROWS; i < vectors; i++) sum = fround(sum + (values[lane + i * LANES] as number));
  for (let row = 1; row < ROWS; row++) sum = fround(sum + (rows[row] as number));
  return sum;
}

function cascade(values: Float32Array, first: number, stride: number, count: number): number {
  const power = Math.max(4, Math.floor(ceilLog2(count) / LEVELS));
  const step = 2 ** power;
  const level = new Float32Array(LEVELS); // a store into it rounds to f32
  let i = 0;
  while (i + step <= count) {
    for (let j = 0; j < step; j++, i++) level[0] = (level[0] as number) + (values[first + i * stride] as number);
    for (let j = 1; j < LEVELS; j++) {
      level[j] = (level[j] as number) + (level[j - 1] as number);
      level[j - 1] = 0;
      if (Math.floor(i / step ** j) % step !== 0) break;
    }
  }
  for (; i < count; i++) level[0] = (level[0] as number) + (values[first + i * stride] as number);
  for (let j = 1; j < LEVELS; j++) level[0] = (level[0] as number) + (level[j] as number);
  return level[0] as number;
}

/** Smallest k with 2^k >= n; 0 for n <= 1. */
function ceilLog2(n: number): number {
  return n <= 1 ? 0 : 32 - Math.clz32(n - 1);
}
