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
// Masked scores, and the least that a maximum is: exp2 of their difference is 0.
const NEVER = -3.0e38;
const LEAST = -1.0e30;

fn load4(keys: bool, row: u32, last: u32, kvHead: u32, d: u32) -> mat4x4<f32> {
  let at = (min(vec4<u32>(row) + vec4<u32>(0u, STEP, 2u * STEP, 3u * STEP), vec4<u32>(last)) * KV_HEADS + kvHead) * HEAD4 + d;
  if (keys) { return mat4x4<f32>(k[at.x], k[at.y], k[at.z], k[at.w]); }
  return mat4x4<f32>(v[at.x], v[at.y], v[at.z], v[at.w]);
}
fn fill4(numbers: mat4x4<f32>, to: u32) {
  lines[to] = vec4<f16>(numbers[0]);
  lines[to + STEP * PITCH] = vec4<f16>(numbers[1]);
  lines[to + 2u * STEP * PITCH] = vec4<f16>(numbers[2]);
  lines[to + 3u * STEP * PITCH] = vec4<f16>(numbers[3]);
}
fn top4(a: vec4<f32>) -> f32 { return max(max(a.x, a.y), max(a.z, a.w)); }
fn weights(score: vec4<f32>, top: f32) -> vec4<f32> { return exp2(score * SCALE2 - top); }
fn sum4(a: vec4<f32>) -> f32 { return (a.x + a.y) + (a.z + a.w); }

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  // The last queries see the most keys: they begin first.
  let first = (groups.x - 1u - workgroup.x) * 64u;
  let head = workgroup.y;
  let kvHead = head / GROUP;
  let last = frame.tokens - 1u;
  let row = min(first + lane / 2u, last);
  let half = lane % 2u;
  let start = segmentStart[row];
  let line = lane / HEAD4;
  let d = lane % HEAD4;
  let to = line * PITCH + d;
  for (var i = 0u; i < HEAD4 / 2u; i++) {
    lines[to + i * STEP * PITCH] = vec4<f16>(q[(min(first + line + i * STEP, last) * HEADS + head) * HEAD4 + d]);
  }
  workgroupBarrier();
  let own = lane / 32u * 16u;
  let q0 = linesLeft(own * PITCH, 0u);
  let q1 = linesLeft(own * PITCH, 1u);
  let q2 = linesLeft(own * PITCH, HEAD / 64u * 2u);
  let q3 = linesLeft(own * PITCH, HEAD / 64u * 3u);
  var top = LEAST;
  var total = 0.0;
  var o0 = vec4<f32>(); var o1 = vec4<f32>(); var o2 = vec4<f32>(); var o3 = vec4<f32>();
  var o4 = vec4<f32>(); var o5 = vec4<f32>(); var o6 = vec4<f32>(); var o7 = vec4<f32>();
  let end = min(first + 63u, last);
  // Keys from which on every query of the tile sees them: its last document begins there.
  let whole = segmentStart[end];
  let begin = segmentStart[first];
  var nextK0 = load4(true, begin + line, last, kvHead, d);
  var nextV0 = load4(false, begin + line, last, kvHead, d);
  var nextK1 = mat4x4<f32>();
  var nextV1 = mat4x4<f32>();
  if (HEAD == 64u) {
    nextK1 = load4(true, begin + line + 4u * STEP, last, kvHead, d);
    nextV1 = load4(false, begin + line + 4u * STEP, last, kvHead, d);
  }
  workgroupBarrier();
  fill4(nextK0, to);
  if (HEAD == 64u) { fill4(nextK1, to + 4u * STEP * PITCH); }
  nextK0 = load4(true, begin + 64u + line, last, kvHead, d);
  if (HEAD == 64u) { nextK1 = load4(true, begin + 64u + line + 4u * STEP, last, kvHead, d); }
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
    let at = lane / 2u * WIDE_PITCH + half;
    var s0 = staged[at]; var s1 = staged[at + 2u]; var s2 = staged[at + 4u]; var s3 = staged[at + 6u];
    var s4 = staged[at + 8u]; var s5 = staged[at + 10u]; var s6 = staged[at + 12u]; var s7 = staged[at + 14u];
    if (n < whole || n + 63u > first) {
      let key = n + half * 4u;
      s0 = masked(s0, NEVER, key, start, row);
      s1 = masked(s1, NEVER, key + 8u, start, row);
      s2 = masked(s2, NEVER, key + 16u, start, row);
      s3 = masked(s3, NEVER, key + 24u, start, row);
      s4 = masked(s4, NEVER, key + 32u, start, row);
      s5 = masked(s5, NEVER, key + 40u, start, row);
      s6 = masked(s6, NEVER, key + 48u, start, row);
      s7 = masked(s7, NEVER, key + 56u, start, row);
    }
    let tops = max(max(max(s0, s1), max(s2, s3)), max(max(s4, s5), max(s6, s7)));
    let mine = top4(tops);
    let newTop = max(top, max(mine, subgroupShuffleXor(mine, 1u)) * SCALE2);
    let fade = exp2(top - newTop);
    top = newTop;
    s0 = weights(s0, top); s1 = weights(s1, top); s2 = weights(s2, top); s3 = weights(s3, top);
    s4 = weights(s4, top); s5 = weights(s5, top); s6 = weights(s6, top); s7 = weights(s7, top);
    total = total * fade + sum4(((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)));
    let into = WEIGHTS + at;
    lines[into] = vec4<f16>(s0); lines[into + 2u] = vec4<f16>(s1); lines[into + 4u] = vec4<f16>(s2); lines[into + 6u] = vec4<f16>(s3);
    lines[into + 8u] = vec4<f16>(s4); lines[into + 10u] = vec4<f16>(s5); lines[into + 12u] = vec4<f16>(s6); lines[into + 14u] = vec4<f16>(s7);
    fill4(nextV0, VALUES + to);
    fill4(nextK0, to);
    if (HEAD == 64u) {
      fill4(nextV1, VALUES + to + 4u * STEP * PITCH);
      fill4(nextK1, to + 4u * STEP * PITCH);
    }
    nextV0 = load4(false, n + 64u + line, last, kvHead, d);
    nextK0 = load4(true, n + 128u + line, last, kvHead, d);
    if (HEAD == 64u) {
      nextV1 = load4(false, n + 64u + line + 4u * STEP, last, kvHead, d);
      nextK1 = load4(true, n + 128u + line + 4u * STEP, last, kvHead, d);
    }
    workgroupBarrier();
    var p0 = Sums(); var p1 = Sums(); var p2 = Sums(); var p3 = Sums();
    for (var t = 0u; t < 4u; t++) {
      let a = subgroupMatrixLoad<Left, row_major>(&lines, WEIGHTS + own * WIDE_PITCH + t * 4u, WIDE_PITCH);
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
    o0 = o0 * fade + staged[at]; o1 = o1 * fade + staged[at + 2u];
    o2 = o2 * fade + staged[at + 4u]; o3 = o3 * fade + staged[at + 6u];
    if (HEAD == 64u) {
      o4 = o4 * fade + staged[at + 8u]; o5 = o5 * fade + staged[at + 10u];
      o6 = o6 * fade + staged[at + 12u]; o7 = o7 * fade + staged[at + 14u];
    }
  }
  let sum = total + subgroupShuffleXor(total, 1u);
  if (first + lane / 2u > last) { return; }
  let out = (row * HEADS + head) * HEAD4 + half;
  o[out] = o0 / sum; o[out + 2u] = o1 / sum; o[out + 4u] = o2 / sum; o[out + 6u] = o3 / sum;
  if (HEAD == 64u) { o[out + 8u] = o4 / sum; o[out + 10u] = o5 / sum; o[out + 12u] = o6 / sum; o[out + 14u] = o7 / sum; }
  if (half == 0u) { lse[row * HEADS + head] = (top + log2(sum)) / LOG2_E; }
}
