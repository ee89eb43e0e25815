// Tiles of 64 rows for attention on subgroup matrices: 4 subgroups of 32 invocations, each with 16 rows. Operands are rounded to f16 as they are put into
// `lines`, one line of HEAD numbers per token; products are summed in f32. Numbers that are looked at one by one (scores) pass through `staged`, where
// two neighbouring invocations share row lane / 2 and take every other vec4. HEAD is 32 or 64. Offsets and strides of the matrix built-ins count vec4s;
// lines are 8 numbers longer than they hold, against bank conflicts. What is kept over a loop has a name of its own, as in matmul/matrix.wgsl.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
alias Left = subgroup_matrix_left<f16, 16, 16>;
alias Right = subgroup_matrix_right<f16, 16, 16>;
alias Sums = subgroup_matrix_result<f32, 16, 16>;
const HEAD4 = HEAD / 4u;
const GROUP = HEADS / KV_HEADS;
const LANES = 128u;
const PITCH = HEAD4 + 2u;
// Of `staged`, and of weights against 64 columns.
const WIDE_PITCH = 18u;
// Lines that are filled at a time, a vec4 per invocation.
const STEP = LANES / HEAD4;
// Scores are kept in units of log 2, for exp2.
const LOG2_E = 1.44269504;
const SCALE2 = SCALE * LOG2_E;
var<workgroup> lines: array<vec4<f16>, LINES4>;
var<workgroup> staged: array<vec4<f32>, 64u * WIDE_PITCH>;

// 16 lines from vec4 `at`, numbers 16 s..
fn linesLeft(at: u32, s: u32) -> Left {
  return subgroupMatrixLoad<Left, row_major>(&lines, at + s * 4u, PITCH);
}
// The same as columns: for products of rows with lines.
fn linesAcross(at: u32, s: u32) -> Right {
  return subgroupMatrixLoad<Right, col_major>(&lines, at + s * 4u, PITCH);
}
// The same as rows: for weighted sums of lines.
fn linesRight(at: u32, s: u32) -> Right {
  return subgroupMatrixLoad<Right, row_major>(&lines, at + s * 4u, PITCH);
}
// Products of 16 rows of HEAD numbers with 16 lines from vec4 `at`.
fn products(a0: Left, a1: Left, a2: Left, a3: Left, at: u32) -> Sums {
  var sums = Sums();
  sums = subgroupMatrixMultiplyAccumulate(a0, linesAcross(at, 0u), sums);
  sums = subgroupMatrixMultiplyAccumulate(a1, linesAcross(at, 1u), sums);
  if (HEAD == 64u) {
    sums = subgroupMatrixMultiplyAccumulate(a2, linesAcross(at, 2u), sums);
    sums = subgroupMatrixMultiplyAccumulate(a3, linesAcross(at, 3u), sums);
  }
  return sums;
}
// Into columns 4 column4.. of the rows of the subgroup.
fn stage(sums: Sums, lane: u32, column4: u32) {
  subgroupMatrixStore<row_major>(&staged, lane / 32u * 16u * WIDE_PITCH + column4, sums, WIDE_PITCH);
}
// Rows of HEAD numbers.
fn stageHead(s0: Sums, s1: Sums, s2: Sums, s3: Sums, lane: u32) {
  stage(s0, lane, 0u);
  stage(s1, lane, 4u);
  if (HEAD == 64u) {
    stage(s2, lane, 8u);
    stage(s3, lane, 12u);
  }
}
// Numbers of the columns n..; those of columns before `least` or behind `most` become `otherwise`.
fn masked(s: vec4<f32>, otherwise: f32, n: u32, least: u32, most: u32) -> vec4<f32> {
  let columns = vec4<u32>(n) + vec4<u32>(0u, 1u, 2u, 3u);
  return select(vec4<f32>(otherwise), s, (columns >= vec4<u32>(least)) & (columns <= vec4<u32>(most)));
}
