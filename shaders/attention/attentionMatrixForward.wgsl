// As attentionForward.wgsl on subgroup matrices (lib/attentionMatrix.wgsl): 64 queries of one head per workgroup against 64 keys at a time. Matrices
// cannot be scaled row by row, so the sums over a tile's values are staged and added to the outputs, which stay with the invocations that own their row.
// While the weights of a tile are computed nobody reads keys or values: its values and the next keys then take the place of those before them.
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(7) var<storage, read_write> o: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> lse: array<f32>;
// Keys, before them queries; then values; then the weights, rounded to f16.
const VALUES = 64u * PITCH;
const WEIGHTS = 128u * PITCH;
const LINES4 = WEIGHTS + 64u * WIDE_PITCH;
const LINES_APART = STEP * PITCH;
// Masked scores, and the least that a maximum is: exp2 of their difference is 0.
const NEVER = -3.0e38;
const LEAST = -1.0e30;

fn load4(keys: bool, row: u32, seat: Seat) -> mat4x4<f32> {
  let at = vec4<u32>(keyAt(row, seat), keyAt(row + STEP, seat), keyAt(row + 2u * STEP, seat), keyAt(row + 3u * STEP, seat));
  if (keys) { return mat4x4<f32>(k[at.x], k[at.y], k[at.z], k[at.w]); }
  return mat4x4<f32>(v[at.x], v[at.y], v[at.z], v[at.w]);
}
fn fill4(numbers: mat4x4<f32>, to: u32, step: u32) {
  lines[to] = vec4<f16>(numbers[0]);
  lines[to + step] = vec4<f16>(numbers[1]);
  lines[to + 2u * step] = vec4<f16>(numbers[2]);
  lines[to + 3u * step] = vec4<f16>(numbers[3]);
}
fn max4(s: mat4x4<f32>) -> vec4<f32> { return max(max(s[0], s[1]), max(s[2], s[3])); }
fn top4(a: vec4<f32>) -> f32 { return max(max(a.x, a.y), max(a.z, a.w)); }
fn sum4(s: mat4x4<f32>) -> vec4<f32> { return (s[0] + s[1]) + (s[2] + s[3]); }
fn total4(a: vec4<f32>) -> f32 { return (a.x + a.y) + (a.z + a.w); }
fn faded4(s: mat4x4<f32>, fade: f32, more: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(s[0] * fade + more[0], s[1] * fade + more[1], s[2] * fade + more[2], s[3] * fade + more[3]);
}
fn put4(s: mat4x4<f32>, sum: f32, to: u32) {
  o[to] = s[0] / sum;
  o[to + 2u] = s[1] / sum;
  o[to + 4u] = s[2] / sum;
  o[to + 6u] = s[3] / sum;
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  // The last queries see the most keys: they begin first.
  let first = (groups.x - 1u - workgroup.x) * 64u;
  let seat = seatOf(first, workgroup.y, lane);
  let start = segmentStart[seat.row];
  for (var i = 0u; i < HEAD4 / 2u; i++) { lines[seat.to + i * STEP * PITCH] = vec4<f16>(q[queryAt(first + i * STEP, seat)]); }
  workgroupBarrier();
  let q0 = linesLeft(seat.own * PITCH, 0u);
  let q1 = linesLeft(seat.own * PITCH, 1u);
  let q2 = linesLeft(seat.own * PITCH, HEAD / 64u * 2u);
  let q3 = linesLeft(seat.own * PITCH, HEAD / 64u * 3u);
  var top = LEAST;
  var total = 0.0;
  var o0 = mat4x4<f32>();
  var o1 = mat4x4<f32>();
  let end = min(first + 63u, frame.tokens - 1u);
  // Keys from which on every query of the tile sees them: its last document begins there.
  let whole = segmentStart[end];
  let begin = segmentStart[first];
  var nextK0 = load4(true, begin, seat);
  var nextV0 = load4(false, begin, seat);
  var nextK1 = mat4x4<f32>();
  var nextV1 = mat4x4<f32>();
  if (HEAD == 64u) {
    nextK1 = load4(true, begin + 4u * STEP, seat);
    nextV1 = load4(false, begin + 4u * STEP, seat);
  }
  workgroupBarrier();
  fill4(nextK0, seat.to, LINES_APART);
  if (HEAD == 64u) { fill4(nextK1, seat.to + 4u * LINES_APART, LINES_APART); }
  nextK0 = load4(true, begin + 64u, seat);
  if (HEAD == 64u) { nextK1 = load4(true, begin + 64u + 4u * STEP, seat); }
  workgroupBarrier();
  for (var n = begin; n <= end; n += 64u) {
    let scores0 = products(q0, q1, q2, q3, 0u);
    let scores1 = products(q0, q1, q2, q3, 16u * PITCH);
    let scores2 = products(q0, q1, q2, q3, 32u * PITCH);
    let scores3 = products(q0, q1, q2, q3, 48u * PITCH);
    workgroupBarrier();
    stage(scores0, lane, 0u);
    stage(scores1, lane, 4u);
    stage(scores2, lane, 8u);
    stage(scores3, lane, 12u);
    workgroupBarrier();
    var s0 = staged4(seat.at);
    var s1 = staged4(seat.at + 8u);
    if (n < whole || n + 63u > first) {
      s0 = masked4(s0, NEVER, n + seat.half * 4u, start, seat.row);
      s1 = masked4(s1, NEVER, n + seat.half * 4u + 32u, start, seat.row);
    }
    let mine = top4(max(max4(s0), max4(s1)));
    let newTop = max(top, max(mine, subgroupShuffleXor(mine, 1u)) * SCALE2);
    let fade = exp2(top - newTop);
    top = newTop;
    s0 = weights4(s0, same4(top));
    s1 = weights4(s1, same4(top));
    total = total * fade + total4(sum4(s0) + sum4(s1));
    fill4(s0, WEIGHTS + seat.at, 2u);
    fill4(s1, WEIGHTS + seat.at + 8u, 2u);
    fill4(nextV0, VALUES + seat.to, LINES_APART);
    fill4(nextK0, seat.to, LINES_APART);
    if (HEAD == 64u) {
      fill4(nextV1, VALUES + seat.to + 4u * LINES_APART, LINES_APART);
      fill4(nextK1, seat.to + 4u * LINES_APART, LINES_APART);
    }
    nextV0 = load4(false, n + 64u, seat);
    nextK0 = load4(true, n + 128u, seat);
    if (HEAD == 64u) {
      nextV1 = load4(false, n + 64u + 4u * STEP, seat);
      nextK1 = load4(true, n + 128u + 4u * STEP, seat);
    }
    workgroupBarrier();
    var p0 = Sums(); var p1 = Sums(); var p2 = Sums(); var p3 = Sums();
    for (var t = 0u; t < 4u; t++) {
      let a = subgroupMatrixLoad<Left, row_major>(&lines, WEIGHTS + seat.own * WIDE_PITCH + t * 4u, WIDE_PITCH);
      let base = VALUES + t * 16u * PITCH;
      p0 = subgroupMatrixMultiplyAccumulate(a, linesRight(base, 0u), p0);
      p1 = subgroupMatrixMultiplyAccumulate(a, linesRight(base, 1u), p1);
      if (HEAD == 64u) {
        p2 = subgroupMatrixMultiplyAccumulate(a, linesRight(base, 2u), p2);
        p3 = subgroupMatrixMultiplyAccumulate(a, linesRight(base, 3u), p3);
      }
    }
    stageHead(p0, p1, p2, p3, lane);
    workgroupBarrier();
    o0 = faded4(o0, fade, staged4(seat.at));
    if (HEAD == 64u) { o1 = faded4(o1, fade, staged4(seat.at + 8u)); }
  }
  let sum = total + subgroupShuffleXor(total, 1u);
  if (first + lane / 2u > seat.last) { return; }
  let to = (seat.row * HEADS + seat.head) * HEAD4 + seat.half;
  put4(o0, sum, to);
  if (HEAD == 64u) { put4(o1, sum, to + 8u); }
  if (seat.half == 0u) { lse[seat.row * HEADS + seat.head] = (top + log2(sum)) / LOG2_E; }
}
