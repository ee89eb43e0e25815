// Y[M, N] = X[M, K] B[K, N] as in matrix.wgsl, where X and the weights are f16 copies (roundRows.wgsl, dequantiseF16.wgsl), so that no tile decodes or rounds
// them again; the sums are the same, in the same order. A subgroup holds FM x FN results (4 or 2 each): with 4 x 4 a result costs half as many reads of
// workgroup memory as with 2 x 2. Numbers travel in chunks of 8. The next tile travels to registers while this one is multiplied. Everything that is kept over the
// loop has a name of its own: in arrays it was put into memory, which took 5 times as long on an H100.
@group(0) @binding(2) var<storage, read> x: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> weight: array<vec4<u32>>;
const K = select(IN, OUT, BACKWARD);
const K8 = (K + 7u) / 8u;
const IN8 = IN / 8u;
const LINE = DEPTH / 8u;
// Chunks in a line of the weights' tile.
const W_LINE = select(LINE, TILE_N / 8u, BACKWARD);
// What each invocation carries of a tile, 2 or 4 chunks, and how many lines lie between them.
const X_CHUNKS = TILE_M * LINE / LANES;
const W_CHUNKS = TILE_N * LINE / LANES;
const X_STEP = LANES / LINE;
const W_STEP = LANES / W_LINE;

// Past K, X is zero and the weights are any that exist; past the last row, X is that row. The next tile after the last is fetched, but not used.
fn fetchX(row: u32, last: u32, k8: u32) -> vec4<u32> {
  if (K % DEPTH != 0u && k8 >= K8) { return vec4<u32>(); }
  return x[min(row, last) * K8 + k8];
}
fn fetchW(index: u32) -> vec4<u32> {
  if (K % DEPTH != 0u) { return weight[min(index, OUT * IN8 - 1u)]; }
  return weight[index];
}
// Index of a chunk of the first tile, and how far behind it that of the next one lies.
fn weightAt(n: u32, line: u32, place: u32) -> u32 {
  if (BACKWARD) { return line * IN8 + min(n / 8u + place, IN8 - 1u); }
  return min(n + line, OUT - 1u) * IN8 + place;
}
const W_NEXT = select(LINE, DEPTH * IN8, BACKWARD);
fn placeX(at: u32, chunk: vec4<u32>) {
  xTile[at] = bitcast<vec4<f16>>(chunk.xy);
  xTile[at + 1u] = bitcast<vec4<f16>>(chunk.zw);
}
fn placeW(at: u32, chunk: vec4<u32>) {
  wTile[at] = bitcast<vec4<f16>>(chunk.xy);
  wTile[at + 1u] = bitcast<vec4<f16>>(chunk.zw);
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let rows = rowCount();
  let last = rows - 1u;
  let m = workgroup.y * TILE_M;
  let n = workgroup.x * TILE_N;
  let begin = workgroup.z * SPAN;
  let end = min(begin + SPAN, (K + DEPTH - 1u) / DEPTH);
  let row = lane / 32u % ROW_GROUPS * (16u * FM);
  let column = lane / 32u / ROW_GROUPS * (16u * FN);
  let xRow = m + lane / LINE;
  var k8 = begin * LINE + lane % LINE;
  let wLine = lane / W_LINE;
  let wPlace = lane % W_LINE;
  let w0 = weightAt(n, wLine, wPlace);
  let w1 = weightAt(n, wLine + W_STEP, wPlace);
  let w2 = weightAt(n, wLine + 2u * W_STEP, wPlace);
  let w3 = weightAt(n, wLine + 3u * W_STEP, wPlace);
  var wNext = begin * W_NEXT;
  var x2: vec4<u32>; var x3: vec4<u32>; var v2: vec4<u32>; var v3: vec4<u32>;
  var x0 = fetchX(xRow, last, k8);
  var x1 = fetchX(xRow + X_STEP, last, k8);
  var v0 = fetchW(w0 + wNext);
  var v1 = fetchW(w1 + wNext);
  if (X_CHUNKS == 4u) {
    x2 = fetchX(xRow + 2u * X_STEP, last, k8);
    x3 = fetchX(xRow + 3u * X_STEP, last, k8);
  }
  if (W_CHUNKS == 4u) {
    v2 = fetchW(w2 + wNext);
    v3 = fetchW(w3 + wNext);
  }
  var s00: subgroup_matrix_result<f32, 16, 16>; var s01: subgroup_matrix_result<f32, 16, 16>;
  var s02: subgroup_matrix_result<f32, 16, 16>; var s03: subgroup_matrix_result<f32, 16, 16>;
  var s10: subgroup_matrix_result<f32, 16, 16>; var s11: subgroup_matrix_result<f32, 16, 16>;
  var s12: subgroup_matrix_result<f32, 16, 16>; var s13: subgroup_matrix_result<f32, 16, 16>;
  var s20: subgroup_matrix_result<f32, 16, 16>; var s21: subgroup_matrix_result<f32, 16, 16>;
  var s22: subgroup_matrix_result<f32, 16, 16>; var s23: subgroup_matrix_result<f32, 16, 16>;
  var s30: subgroup_matrix_result<f32, 16, 16>; var s31: subgroup_matrix_result<f32, 16, 16>;
  var s32: subgroup_matrix_result<f32, 16, 16>; var s33: subgroup_matrix_result<f32, 16, 16>;
  let xTo = lane / LINE * X_PITCH + lane % LINE * 2u;
  let wTo = wLine * W_PITCH + wPlace * 2u;
  for (var k = begin; k < end; k++) {
    workgroupBarrier();
    placeX(xTo, x0);
    placeX(xTo + X_STEP * X_PITCH, x1);
    placeW(wTo, v0);
    placeW(wTo + W_STEP * W_PITCH, v1);
    if (X_CHUNKS == 4u) {
      placeX(xTo + 2u * X_STEP * X_PITCH, x2);
      placeX(xTo + 3u * X_STEP * X_PITCH, x3);
    }
    if (W_CHUNKS == 4u) {
      placeW(wTo + 2u * W_STEP * W_PITCH, v2);
      placeW(wTo + 3u * W_STEP * W_PITCH, v3);
    }
    workgroupBarrier();
    k8 += LINE;
    wNext += W_NEXT;
    x0 = fetchX(xRow, last, k8);
    x1 = fetchX(xRow + X_STEP, last, k8);
    v0 = fetchW(w0 + wNext);
    v1 = fetchW(w1 + wNext);
    if (X_CHUNKS == 4u) {
      x2 = fetchX(xRow + 2u * X_STEP, last, k8);
      x3 = fetchX(xRow + 3u * X_STEP, last, k8);
    }
    if (W_CHUNKS == 4u) {
      v2 = fetchW(w2 + wNext);
      v3 = fetchW(w3 + wNext);
    }
    for (var s = 0u; s < DEPTH / 16u; s++) {
      let b0 = right(column, s);
      let b1 = right(column + 16u, s);
      let a0 = left(row, s);
      let a1 = left(row + 16u, s);
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
        if (FN == 4u) {
          let b2 = right(column + 32u, s);
          let b3 = right(column + 48u, s);
          s02 = subgroupMatrixMultiplyAccumulate(a0, b2, s02);
          s03 = subgroupMatrixMultiplyAccumulate(a0, b3, s03);
          s12 = subgroupMatrixMultiplyAccumulate(a1, b2, s12);
          s13 = subgroupMatrixMultiplyAccumulate(a1, b3, s13);
          s22 = subgroupMatrixMultiplyAccumulate(a2, b2, s22);
          s23 = subgroupMatrixMultiplyAccumulate(a2, b3, s23);
          s32 = subgroupMatrixMultiplyAccumulate(a3, b2, s32);
          s33 = subgroupMatrixMultiplyAccumulate(a3, b3, s33);
        }
      }
    }
  }
  let shift = workgroup.z * CHUNK;
  putTwo(s00, s01, m + row, n + column, lane, rows, shift);
  putTwo(s10, s11, m + row + 16u, n + column, lane, rows, shift);
  if (FM == 4u) {
    putTwo(s20, s21, m + row + 32u, n + column, lane, rows, shift);
    putTwo(s30, s31, m + row + 48u, n + column, lane, rows, shift);
    if (FN == 4u) {
      putTwo(s02, s03, m + row, n + column + 32u, lane, rows, shift);
      putTwo(s12, s13, m + row + 16u, n + column + 32u, lane, rows, shift);
      putTwo(s22, s23, m + row + 32u, n + column + 32u, lane, rows, shift);
      putTwo(s32, s33, m + row + 48u, n + column + 32u, lane, rows, shift);
    }
  }
}
