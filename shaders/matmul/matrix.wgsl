// Y[M, N] = X[M, K] B[K, N] on subgroup matrices (lib/matmulMatrix.wgsl): operands rounded to f16, products summed in f32. A subgroup holds FM x 2 results (FM 4 or 2).
// B, BACKWARD, SPAN and args as in block.wgsl. The next tile travels to registers while this one is multiplied. Everything that is kept over the loop has a name of its
// own: in arrays it was put into memory, which took 5 times as long on an H100.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
const FN = 2u;
const DEPTH = 32u;
const K4 = (select(IN, OUT, BACKWARD) + 3u) / 4u;
// vec4 in a line of the weights' tile.
const W_LINE = select(8u, TILE_N / 4u, BACKWARD);

fn loadX(row: u32, last: u32, k4: u32) -> vec4<f32> {
  if (k4 >= K4) { return vec4<f32>(); }
  return x[placeX(min(row, last), k4)];
}
// A quarter of the lines each: LANES / 8 lines lie between the four.
fn loadX4(m: u32, last: u32, k4: u32, lane: u32) -> mat4x4<f32> {
  const STEP = LANES / 8u;
  let row = m + lane / 8u;
  let at = k4 + lane % 8u;
  return mat4x4<f32>(loadX(row, last, at), loadX(row + STEP, last, at), loadX(row + 2u * STEP, last, at), loadX(row + 3u * STEP, last, at));
}
// The output that column c of the tile at n stands for. PAIRED: of every 32 columns the first 16 hold the first of the pairs, the others the second.
fn outputAt(n: u32, c: u32) -> u32 {
  if (PAIRED) { return outputOf(n / 2u + c / 32u * 16u + c % 16u, c / 16u % 2u); }
  return n + c;
}
// Past K the weights are any finite numbers: X holds zeros there.
fn fetchW(row: u32, column4: u32) -> Fetched {
  return fetch4(min(row, OUT - 1u), min(column4, IN / 4u - 1u));
}
// As put, of the results of two pairs' sides.
fn putPair(firsts: subgroup_matrix_result<f32, 16, 16>, seconds: subgroup_matrix_result<f32, 16, 16>, row: u32, pair: u32, lane: u32, rows: u32) {
  let base = lane / 32u * 64u;
  let e = lane % 32u;
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&staged, base, firsts, 4u);
  workgroupBarrier();
  let upper = staged[base + e];
  let lower = staged[base + 32u + e];
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&staged, base, seconds, 4u);
  workgroupBarrier();
  if (row + e / 4u < rows) { storePair(row + e / 4u, pair + e % 4u * 4u, upper, staged[base + e]); }
  if (row + 8u + e / 4u < rows) { storePair(row + 8u + e / 4u, pair + e % 4u * 4u, lower, staged[base + 32u + e]); }
}
// As putTwo, or of the two sides of pairs.
fn putBoth(left: subgroup_matrix_result<f32, 16, 16>, right: subgroup_matrix_result<f32, 16, 16>, row: u32, n: u32, column: u32, lane: u32, rows: u32, shift: u32) {
  if (PAIRED) {
    putPair(left, right, row, (n + column) / 2u, lane, rows);
  } else {
    putTwo(left, right, row, n + column, lane, rows, shift);
  }
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let rows = rowCount();
  let m = workgroup.y * TILE_M;
  let n = workgroup.x * TILE_N;
  let begin = workgroup.z * SPAN;
  let end = min(begin + SPAN, (K4 + 7u) / 8u);
  let row = lane / 32u % ROW_GROUPS * (16u * FM);
  let column = lane / 32u / ROW_GROUPS * 32u;
  prepareWeights(lane);
  workgroupBarrier();
  var nextX = loadX4(m, rows - 1u, begin * 8u, lane);
  const W_STEP = LANES / W_LINE;
  // Forward the rows of W that the lane brings stay the same; BACKWARD they move on with k.
  let wFirst = lane / W_LINE;
  let wRow0 = select(outputAt(n, wFirst), begin * 32u + wFirst, BACKWARD);
  let wRow1 = select(outputAt(n, wFirst + W_STEP), begin * 32u + wFirst + W_STEP, BACKWARD);
  let wRow2 = select(outputAt(n, wFirst + 2u * W_STEP), begin * 32u + wFirst + 2u * W_STEP, BACKWARD);
  let wRow3 = select(outputAt(n, wFirst + 3u * W_STEP), begin * 32u + wFirst + 3u * W_STEP, BACKWARD);
  var wMoved = 0u;
  var wColumn = select(begin * 8u, n / 4u, BACKWARD) + lane % W_LINE;
  var nextW0 = fetchW(wRow0, wColumn);
  var nextW1 = fetchW(wRow1, wColumn);
  var nextW2 = fetchW(wRow2, wColumn);
  var nextW3 = fetchW(wRow3, wColumn);
  var s00: subgroup_matrix_result<f32, 16, 16>; var s01: subgroup_matrix_result<f32, 16, 16>;
  var s10: subgroup_matrix_result<f32, 16, 16>; var s11: subgroup_matrix_result<f32, 16, 16>;
  var s20: subgroup_matrix_result<f32, 16, 16>; var s21: subgroup_matrix_result<f32, 16, 16>;
  var s30: subgroup_matrix_result<f32, 16, 16>; var s31: subgroup_matrix_result<f32, 16, 16>;
  let xTo = lane / 8u * X_PITCH + lane % 8u;
  let wTo = lane / W_LINE * W_PITCH + lane % W_LINE;
  for (var k = begin; k < end; k++) {
    workgroupBarrier();
    xTile[xTo] = vec4<f16>(nextX[0]);
    xTile[xTo + LANES / 8u * X_PITCH] = vec4<f16>(nextX[1]);
    xTile[xTo + LANES / 4u * X_PITCH] = vec4<f16>(nextX[2]);
    xTile[xTo + LANES * 3u / 8u * X_PITCH] = vec4<f16>(nextX[3]);
    wTile[wTo] = vec4<f16>(decode4(nextW0));
    wTile[wTo + W_STEP * W_PITCH] = vec4<f16>(decode4(nextW1));
    wTile[wTo + W_STEP * 2u * W_PITCH] = vec4<f16>(decode4(nextW2));
    wTile[wTo + W_STEP * 3u * W_PITCH] = vec4<f16>(decode4(nextW3));
    workgroupBarrier();
    nextX = loadX4(m, rows - 1u, (k + 1u) * 8u, lane);
    if (BACKWARD) { wMoved += 32u; } else { wColumn += 8u; }
    nextW0 = fetchW(wRow0 + wMoved, wColumn);
    nextW1 = fetchW(wRow1 + wMoved, wColumn);
    nextW2 = fetchW(wRow2 + wMoved, wColumn);
    nextW3 = fetchW(wRow3 + wMoved, wColumn);
    for (var s = 0u; s < 2u; s++) {
      let a0 = left(row, s);
      let a1 = left(row + 16u, s);
      let b0 = right(column, s);
      let b1 = right(column + 16u, s);
      s00 = subgroupMatrixMultiplyAccumulate(a0, b0, s00);
      s01 = subgroupMatrixMultiplyAccumulate(a0, b1, s01);
      s10 = subgroupMatrixMultiplyAccumulate(a1, b0, s10);
      s11 = subgroupMatrixMultiplyAccumulate(a1, b1, s11);
      if (FM == 4u) {
        let a2 = left(row + 32u, s);
        let a3 = left(row + 48u, s);
        s20 = subgroupMatrixMultiplyAccumulate(a2, b0, s20);
        s21 = subgroupMatrixMultiplyAccumulate(a2, b1, s21);
        s30 = subgroupMatrixMultiplyAccumulate(a3, b0, s30);
        s31 = subgroupMatrixMultiplyAccumulate(a3, b1, s31);
      }
    }
  }
  let shift = workgroup.z * CHUNK;
  putBoth(s00, s01, m + row, n, column, lane, rows, shift);
  putBoth(s10, s11, m + row + 16u, n, column, lane, rows, shift);
  if (FM == 4u) {
    putBoth(s20, s21, m + row + 32u, n, column, lane, rows, shift);
    putBoth(s30, s31, m + row + 48u, n, column, lane, rows, shift);
  }
}
