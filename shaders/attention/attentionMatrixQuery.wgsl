// As attentionBackwardQuery.wgsl on subgroup matrices (lib/attentionMatrix.wgsl): 64 queries of one head per workgroup against 32 keys at a time. Scores
// and dP of a tile are staged side by side; dS is rounded to f16.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> dq: array<vec4<f32>>;
// 32 lines of keys, then 32 of values; before that 64 of queries.
const LINES4 = 64u * PITCH;
const VALUES = 32u * PITCH;
const S_PITCH = 10u;
var<workgroup> dS: array<vec4<f16>, 64u * S_PITCH>;

fn key2(row: u32, last: u32, kvHead: u32, d: u32) -> mat2x4<f32> {
  let at = (min(vec2<u32>(row, row + STEP), vec2<u32>(last)) * KV_HEADS + kvHead) * HEAD4 + d;
  return mat2x4<f32>(k[at.x], k[at.y]);
}
fn value2(row: u32, last: u32, kvHead: u32, d: u32) -> mat2x4<f32> {
  let at = (min(vec2<u32>(row, row + STEP), vec2<u32>(last)) * KV_HEADS + kvHead) * HEAD4 + d;
  return mat2x4<f32>(v[at.x], v[at.y]);
}
fn masked(ds: vec4<f32>, key: u32, start: u32, row: u32) -> vec4<f32> {
  let keys = vec4<u32>(key) + vec4<u32>(0u, 1u, 2u, 3u);
  return select(vec4<f32>(), ds, (keys >= vec4<u32>(start)) & (keys <= vec4<u32>(row)));
}

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
  let norm = lse[row * HEADS + head] * LOG2_E;
  let mean = delta[row * HEADS + head];
  let line = lane / HEAD4;
  let d = lane % HEAD4;
  let to = line * PITCH + d;
  let own = lane / 32u * 16u;
  for (var i = 0u; i < HEAD4 / 2u; i++) {
    lines[to + i * STEP * PITCH] = vec4<f16>(q[(min(first + line + i * STEP, last) * HEADS + head) * HEAD4 + d]);
  }
  workgroupBarrier();
  let q0 = linesLeft(own * PITCH, 0u);
  let q1 = linesLeft(own * PITCH, 1u);
  let q2 = linesLeft(own * PITCH, HEAD / 64u * 2u);
  let q3 = linesLeft(own * PITCH, HEAD / 64u * 3u);
  workgroupBarrier();
  for (var i = 0u; i < HEAD4 / 2u; i++) {
    lines[to + i * STEP * PITCH] = vec4<f16>(dO[(min(first + line + i * STEP, last) * HEADS + head) * HEAD4 + d]);
  }
  workgroupBarrier();
  let g0 = linesLeft(own * PITCH, 0u);
  let g1 = linesLeft(own * PITCH, 1u);
  let g2 = linesLeft(own * PITCH, HEAD / 64u * 2u);
  let g3 = linesLeft(own * PITCH, HEAD / 64u * 3u);
  var d0 = Sums(); var d1 = Sums(); var d2 = Sums(); var d3 = Sums();
  let at = lane / 2u * WIDE_PITCH + half;
  let end = min(first + 63u, last);
  // Keys from which on every query of the tile sees them: its last document begins there.
  let whole = segmentStart[end];
  let begin = segmentStart[first];
  var nextK0 = key2(begin + line, last, kvHead, d);
  var nextV0 = value2(begin + line, last, kvHead, d);
  var nextK1 = mat2x4<f32>();
  var nextV1 = mat2x4<f32>();
  if (HEAD == 64u) {
    nextK1 = key2(begin + line + 2u * STEP, last, kvHead, d);
    nextV1 = value2(begin + line + 2u * STEP, last, kvHead, d);
  }
  for (var n = begin; n <= end; n += 32u) {
    workgroupBarrier();
    fill2(nextK0, to);
    fill2(nextV0, VALUES + to);
    if (HEAD == 64u) {
      fill2(nextK1, to + 2u * STEP * PITCH);
      fill2(nextV1, VALUES + to + 2u * STEP * PITCH);
    }
    workgroupBarrier();
    nextK0 = key2(n + 32u + line, last, kvHead, d);
    nextV0 = value2(n + 32u + line, last, kvHead, d);
    if (HEAD == 64u) {
      nextK1 = key2(n + 32u + line + 2u * STEP, last, kvHead, d);
      nextV1 = value2(n + 32u + line + 2u * STEP, last, kvHead, d);
    }
    stage(products(q0, q1, q2, q3, 0u), lane, 0u);
    stage(products(q0, q1, q2, q3, 16u * PITCH), lane, 4u);
    stage(products(g0, g1, g2, g3, VALUES), lane, 8u);
    stage(products(g0, g1, g2, g3, VALUES + 16u * PITCH), lane, 12u);
    workgroupBarrier();
    var s0 = exp2(staged[at] * SCALE2 - norm) * (staged[at + 8u] - mean) * SCALE;
    var s1 = exp2(staged[at + 2u] * SCALE2 - norm) * (staged[at + 10u] - mean) * SCALE;
    var s2 = exp2(staged[at + 4u] * SCALE2 - norm) * (staged[at + 12u] - mean) * SCALE;
    var s3 = exp2(staged[at + 6u] * SCALE2 - norm) * (staged[at + 14u] - mean) * SCALE;
    if (n < whole || n + 31u > first) {
      let key = n + half * 4u;
      s0 = masked(s0, key, start, row);
      s1 = masked(s1, key + 8u, start, row);
      s2 = masked(s2, key + 16u, start, row);
      s3 = masked(s3, key + 24u, start, row);
    }
    let into = lane / 2u * S_PITCH + half;
    dS[into] = vec4<f16>(s0);
    dS[into + 2u] = vec4<f16>(s1);
    dS[into + 4u] = vec4<f16>(s2);
    dS[into + 6u] = vec4<f16>(s3);
    workgroupBarrier();
    for (var t = 0u; t < 2u; t++) {
      let a = subgroupMatrixLoad<Left, row_major>(&dS, own * S_PITCH + t * 4u, S_PITCH);
      d0 = subgroupMatrixMultiplyAccumulate(a, linesRight(t * 16u * PITCH, 0u), d0);
      d1 = subgroupMatrixMultiplyAccumulate(a, linesRight(t * 16u * PITCH, 1u), d1);
      if (HEAD == 64u) {
        d2 = subgroupMatrixMultiplyAccumulate(a, linesRight(t * 16u * PITCH, 2u), d2);
        d3 = subgroupMatrixMultiplyAccumulate(a, linesRight(t * 16u * PITCH, 3u), d3);
      }
    }
  }
  stage(d0, lane, 0u);
  stage(d1, lane, 4u);
  if (HEAD == 64u) {
    stage(d2, lane, 8u);
    stage(d3, lane, 12u);
  }
  workgroupBarrier();
  if (first + lane / 2u > last) { return; }
  let out = (row * HEADS + head) * HEAD4 + half;
  for (var i = 0u; i < HEAD4; i += 2u) { dq[out + i] = staged[at + i]; }
}
