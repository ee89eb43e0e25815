// Tiles of TILE_M x TILE_N on subgroup matrices, DEPTH deep, for matmul/matrix*.wgsl: a subgroup of 32 invocations holds FM x FN results of 16 x 16. A line of X's
// tile is X_PITCH vec4 of f16, one of the weights' W_PITCH: one output (forward), or a row of TILE_N as it is stored (BACKWARD). Both are 8 f16 longer than they hold,
// against bank conflicts. Offsets and strides of the matrix built-ins count vec4s.
const ROW_GROUPS = TILE_M / (16u * FM);
const SUBGROUPS = ROW_GROUPS * (TILE_N / (16u * FN));
const LANES = 32u * SUBGROUPS;
const N = select(OUT, IN, BACKWARD);
const X_PITCH = DEPTH / 4u + 2u;
const W_PITCH = select(DEPTH / 4u, TILE_N / 4u, BACKWARD) + 2u;
var<workgroup> xTile: array<vec4<f16>, TILE_M * X_PITCH>;
var<workgroup> wTile: array<vec4<f16>, select(TILE_N, DEPTH, BACKWARD) * W_PITCH>;
var<workgroup> staged: array<vec4<f32>, SUBGROUPS * 64u>;

// 16 rows, numbers 16 s.. of the depth.
fn left(row: u32, s: u32) -> subgroup_matrix_left<f16, 16, 16> {
  return subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(&xTile, row * X_PITCH + s * 4u, X_PITCH);
}
fn right(column: u32, s: u32) -> subgroup_matrix_right<f16, 16, 16> {
  if (BACKWARD) {
    return subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(&wTile, s * 16u * W_PITCH + column / 4u, W_PITCH);
  }
  return subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, col_major>(&wTile, column * W_PITCH + s * 4u, W_PITCH);
}
// Stages one result, so that each lane can add what the output asks for and drop what lies outside.
fn put(sums: subgroup_matrix_result<f32, 16, 16>, row: u32, column: u32, lane: u32, rows: u32, shift: u32) {
  let base = lane / 32u * 64u;
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&staged, base, sums, 4u);
  workgroupBarrier();
  for (var h = 0u; h < 2u; h++) {
    let e = h * 32u + lane % 32u;
    if (row + e / 4u < rows) { store4(row + e / 4u + shift, column + e % 4u * 4u, staged[base + e], N); }
  }
}
// Two results beside each other.
fn putTwo(left: subgroup_matrix_result<f32, 16, 16>, right: subgroup_matrix_result<f32, 16, 16>, row: u32, column: u32, lane: u32, rows: u32, shift: u32) {
  put(left, row, column, lane, rows, shift);
  put(right, row, column + 16u, lane, rows, shift);
}
