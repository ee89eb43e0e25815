// What the gradients on subgroup matrices share, behind attentionMatrix.wgsl: the two operands of 64 rows stay with the subgroups, and 32 lines of two kinds at a time,
// which the kernel's first2 and second2 bring, pass by. Scores and dP of a tile are staged side by side; P and dS are rounded to f16.
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
// 32 lines of the first kind, then 32 of the second; before that 64 of the rows.
const LINES4 = 64u * PITCH;
const SECOND = 32u * PITCH;
const S_PITCH = 10u;
// 64 rows of P or dS at a time.
const WEIGHTS4 = 64u * S_PITCH;
var<workgroup> weights: array<vec4<f16>, KINDS * WEIGHTS4>;

// What an invocation brings: two lines of each kind, or four where heads are as wide as that.
struct Brought {
  first: mat2x4<f32>,
  second: mat2x4<f32>,
  moreFirst: mat2x4<f32>,
  moreSecond: mat2x4<f32>,
}
fn bring(row: u32, seat: Seat) -> Brought {
  if (HEAD == 64u) { return Brought(first2(row, seat), second2(row, seat), first2(row + 2u * STEP, seat), second2(row + 2u * STEP, seat)); }
  return Brought(first2(row, seat), second2(row, seat), mat2x4<f32>(), mat2x4<f32>());
}
fn fill(brought: Brought, to: u32) {
  fill2(brought.first, to);
  fill2(brought.second, SECOND + to);
  if (HEAD == 64u) {
    fill2(brought.moreFirst, to + 2u * STEP * PITCH);
    fill2(brought.moreSecond, SECOND + to + 2u * STEP * PITCH);
  }
}
// A vec4 each of two lines, STEP apart.
fn fill2(numbers: mat2x4<f32>, to: u32) {
  lines[to] = vec4<f16>(numbers[0]);
  lines[to + STEP * PITCH] = vec4<f16>(numbers[1]);
}
// Products with 32 lines from vec4 `at`, into 32 columns.
fn stageProducts(a0: Left, a1: Left, a2: Left, a3: Left, at: u32, lane: u32, column4: u32) {
  stage(products(a0, a1, a2, a3, at), lane, column4);
  stage(products(a0, a1, a2, a3, at + 16u * PITCH), lane, column4 + 4u);
}
// dS of weights with the dP that an invocation takes.
fn gradients4(p: mat4x4<f32>, dp: mat4x4<f32>, means: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    p[0] * (dp[0] - means[0]) * SCALE, p[1] * (dp[1] - means[1]) * SCALE, p[2] * (dp[2] - means[2]) * SCALE, p[3] * (dp[3] - means[3]) * SCALE,
  );
}
fn putWeights(p: mat4x4<f32>, to: u32) {
  weights[to] = vec4<f16>(p[0]);
  weights[to + 2u] = vec4<f16>(p[1]);
  weights[to + 4u] = vec4<f16>(p[2]);
  weights[to + 6u] = vec4<f16>(p[3]);
}
// Columns 16 t.. of the rows of the subgroup.
fn weightsLeft(begin: u32, own: u32, t: u32) -> Left {
  return subgroupMatrixLoad<Left, row_major>(&weights, begin + own * S_PITCH + t * 4u, S_PITCH);
}
// Hands the row of an invocation that `exists` to the kernel's store, from vec4 `to` on. Every invocation must call it.
fn put(s0: Sums, s1: Sums, s2: Sums, s3: Sums, lane: u32, seat: Seat, exists: bool, to: u32) {
  stageHead(s0, s1, s2, s3, lane);
  workgroupBarrier();
  if (exists) {
    for (var i = seat.half; i < HEAD4; i += 2u) { store(to + i, staged[seat.at - seat.half + i]); }
  }
}

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
// The same of every other vec4, which an invocation takes.
fn masked4(s: mat4x4<f32>, otherwise: f32, n: u32, least: u32, most: u32) -> mat4x4<f32> {
  return mat4x4<f32>(
    masked(s[0], otherwise, n, least, most),
    masked(s[1], otherwise, n + 8u, least, most),
    masked(s[2], otherwise, n + 16u, least, most),
    masked(s[3], otherwise, n + 24u, least, most),
  );
}
