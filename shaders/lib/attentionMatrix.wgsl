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

// Where an invocation stands. Not for loops with barriers: no member counts as uniform, since some are not.
struct Seat {
  head: u32,
  kvHead: u32,
  // Of all rows.
  last: u32,
  // The row that it shares, or the last one; whether it takes the even vec4 or the odd ones, and the first of them in `staged`.
  row: u32,
  half: u32,
  at: u32,
  // The first line that it fills, the vec4 of it, and their place in `lines`.
  line: u32,
  d: u32,
  to: u32,
  // First row of the subgroup.
  own: u32,
}
fn seatOf(first: u32, head: u32, lane: u32) -> Seat {
  let last = frame.tokens - 1u;
  let half = lane % 2u;
  let line = lane / HEAD4;
  let d = lane % HEAD4;
  return Seat(
    head, head / GROUP, last, min(first + lane / 2u, last), half, lane / 2u * WIDE_PITCH + half, line, d, line * PITCH + d, lane / 32u * 16u,
  );
}
// What an invocation brings of the lines from `row` on, or of the last one: its vec4 of a head, in a tensor with so many heads.
fn numberAt(row: u32, seat: Seat, heads: u32, head: u32) -> u32 {
  return (min(row + seat.line, seat.last) * heads + head) * HEAD4 + seat.d;
}
fn queryAt(row: u32, seat: Seat) -> u32 { return numberAt(row, seat, HEADS, seat.head); }
fn keyAt(row: u32, seat: Seat) -> u32 { return numberAt(row, seat, KV_HEADS, seat.kvHead); }

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
// Four of the vec4 that an invocation takes.
fn staged4(at: u32) -> mat4x4<f32> { return mat4x4<f32>(staged[at], staged[at + 2u], staged[at + 4u], staged[at + 6u]); }
// The weights of such scores, from norms in units of log 2.
fn weights4(scores: mat4x4<f32>, norms: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    exp2(scores[0] * SCALE2 - norms[0]), exp2(scores[1] * SCALE2 - norms[1]), exp2(scores[2] * SCALE2 - norms[2]), exp2(scores[3] * SCALE2 - norms[3]),
  );
}
fn same4(number: f32) -> mat4x4<f32> {
  let numbers = vec4<f32>(number);
  return mat4x4<f32>(numbers, numbers, numbers, numbers);
}
// Such numbers of the columns n.. that lie from `least` to `most`, `otherwise` of the others.
fn masked4(s: mat4x4<f32>, otherwise: f32, n: u32, least: u32, most: u32) -> mat4x4<f32> {
  return mat4x4<f32>(
    masked(s[0], otherwise, n, least, most),
    masked(s[1], otherwise, n + 8u, least, most),
    masked(s[2], otherwise, n + 16u, least, most),
    masked(s[3], otherwise, n + 24u, least, most),
  );
}
fn masked(s: vec4<f32>, otherwise: f32, n: u32, least: u32, most: u32) -> vec4<f32> {
  let columns = vec4<u32>(n) + vec4<u32>(0u, 1u, 2u, 3u);
  return select(vec4<f32>(otherwise), s, (columns >= vec4<u32>(least)) & (columns <= vec4<u32>(most)));
}
