// As attentionBlockKeyValue.wgsl (dK and dV of one query head, into parts) on subgroup matrices (lib/attentionMatrix.wgsl): 64 keys per workgroup against
// 32 queries at a time; rows are keys. Scores and dP of a tile are staged side by side; P and dS are rounded to f16.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> parts: array<vec4<f32>>;
// 32 lines of queries, then 32 of dO; before that 64 of keys.
const LINES4 = 64u * PITCH;
const GRADIENTS = 32u * PITCH;
const S_PITCH = 10u;
// P, then dS: rows are keys.
const D_S = 64u * S_PITCH;
var<workgroup> weights: array<vec4<f16>, 2u * D_S>;
// Of the 32 queries: LSE in units of log 2, then D.
var<workgroup> means: array<vec4<f32>, 16>;

fn query2(row: u32, last: u32, head: u32, d: u32) -> mat2x4<f32> {
  let at = (min(vec2<u32>(row, row + STEP), vec2<u32>(last)) * HEADS + head) * HEAD4 + d;
  return mat2x4<f32>(q[at.x], q[at.y]);
}
fn gradient2(row: u32, last: u32, head: u32, d: u32) -> mat2x4<f32> {
  let at = (min(vec2<u32>(row, row + STEP), vec2<u32>(last)) * HEADS + head) * HEAD4 + d;
  return mat2x4<f32>(dO[at.x], dO[at.y]);
}
// Invocations 0 to 7 hold LSE of four queries each, 8 to 15 their D.
fn means4(n: u32, last: u32, head: u32, lane: u32) -> vec4<f32> {
  if (lane > 15u) { return vec4<f32>(); }
  let at = min(vec4<u32>(n + lane % 8u * 4u) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(last)) * HEADS + head;
  if (lane < 8u) { return vec4<f32>(lse[at.x], lse[at.y], lse[at.z], lse[at.w]) * LOG2_E; }
  return vec4<f32>(delta[at.x], delta[at.y], delta[at.z], delta[at.w]);
}
fn masked(p: vec4<f32>, query: u32, key: u32, end: u32) -> vec4<f32> {
  let queries = vec4<u32>(query) + vec4<u32>(0u, 1u, 2u, 3u);
  return select(vec4<f32>(), p, (queries >= vec4<u32>(key)) & (queries < vec4<u32>(end)));
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let first = workgroup.x * 64u;
  let head = workgroup.y;
  let kvHead = head / GROUP;
  let last = frame.tokens - 1u;
  let row = min(first + lane / 2u, last);
  let half = lane % 2u;
  let rowEnd = segmentEnd[row];
  let line = lane / HEAD4;
  let d = lane % HEAD4;
  let to = line * PITCH + d;
  let own = lane / 32u * 16u;
  for (var i = 0u; i < HEAD4 / 2u; i++) {
    lines[to + i * STEP * PITCH] = vec4<f16>(k[(min(first + line + i * STEP, last) * KV_HEADS + kvHead) * HEAD4 + d]);
  }
  workgroupBarrier();
  let k0 = linesLeft(own * PITCH, 0u);
  let k1 = linesLeft(own * PITCH, 1u);
  let k2 = linesLeft(own * PITCH, HEAD / 64u * 2u);
  let k3 = linesLeft(own * PITCH, HEAD / 64u * 3u);
  workgroupBarrier();
  for (var i = 0u; i < HEAD4 / 2u; i++) {
    lines[to + i * STEP * PITCH] = vec4<f16>(v[(min(first + line + i * STEP, last) * KV_HEADS + kvHead) * HEAD4 + d]);
  }
  workgroupBarrier();
  let v0 = linesLeft(own * PITCH, 0u);
  let v1 = linesLeft(own * PITCH, 1u);
  let v2 = linesLeft(own * PITCH, HEAD / 64u * 2u);
  let v3 = linesLeft(own * PITCH, HEAD / 64u * 3u);
  var dk0 = Sums(); var dk1 = Sums(); var dk2 = Sums(); var dk3 = Sums();
  var dv0 = Sums(); var dv1 = Sums(); var dv2 = Sums(); var dv3 = Sums();
  let at = lane / 2u * WIDE_PITCH + half;
  // Queries up to which all keys of the tile are seen: the first of them may belong to an earlier document.
  let whole = segmentEnd[first];
  let end = segmentEnd[min(first + 63u, last)];
  var nextQ0 = query2(first + line, last, head, d);
  var nextG0 = gradient2(first + line, last, head, d);
  var nextQ1 = mat2x4<f32>();
  var nextG1 = mat2x4<f32>();
  if (HEAD == 64u) {
    nextQ1 = query2(first + line + 2u * STEP, last, head, d);
    nextG1 = gradient2(first + line + 2u * STEP, last, head, d);
  }
  var nextMeans = means4(first, last, head, lane);
  for (var n = first; n < end; n += 32u) {
    workgroupBarrier();
    fill2(nextQ0, to);
    fill2(nextG0, GRADIENTS + to);
    if (HEAD == 64u) {
      fill2(nextQ1, to + 2u * STEP * PITCH);
      fill2(nextG1, GRADIENTS + to + 2u * STEP * PITCH);
    }
    if (lane < 16u) { means[lane] = nextMeans; }
    workgroupBarrier();
    nextQ0 = query2(n + 32u + line, last, head, d);
    nextG0 = gradient2(n + 32u + line, last, head, d);
    if (HEAD == 64u) {
      nextQ1 = query2(n + 32u + line + 2u * STEP, last, head, d);
      nextG1 = gradient2(n + 32u + line + 2u * STEP, last, head, d);
    }
    nextMeans = means4(n + 32u, last, head, lane);
    stage(products(k0, k1, k2, k3, 0u), lane, 0u);
    stage(products(k0, k1, k2, k3, 16u * PITCH), lane, 4u);
    stage(products(v0, v1, v2, v3, GRADIENTS), lane, 8u);
    stage(products(v0, v1, v2, v3, GRADIENTS + 16u * PITCH), lane, 12u);
    workgroupBarrier();
    var p0 = exp2(staged[at] * SCALE2 - means[half]);
    var p1 = exp2(staged[at + 2u] * SCALE2 - means[half + 2u]);
    var p2 = exp2(staged[at + 4u] * SCALE2 - means[half + 4u]);
    var p3 = exp2(staged[at + 6u] * SCALE2 - means[half + 6u]);
    if (n < first + 63u || n + 32u > whole) {
      let query = n + half * 4u;
      p0 = masked(p0, query, row, rowEnd);
      p1 = masked(p1, query + 8u, row, rowEnd);
      p2 = masked(p2, query + 16u, row, rowEnd);
      p3 = masked(p3, query + 24u, row, rowEnd);
    }
    let into = lane / 2u * S_PITCH + half;
    weights[into] = vec4<f16>(p0);
    weights[into + 2u] = vec4<f16>(p1);
    weights[into + 4u] = vec4<f16>(p2);
    weights[into + 6u] = vec4<f16>(p3);
    weights[D_S + into] = vec4<f16>(p0 * (staged[at + 8u] - means[half + 8u]) * SCALE);
    weights[D_S + into + 2u] = vec4<f16>(p1 * (staged[at + 10u] - means[half + 10u]) * SCALE);
    weights[D_S + into + 4u] = vec4<f16>(p2 * (staged[at + 12u] - means[half + 12u]) * SCALE);
    weights[D_S + into + 6u] = vec4<f16>(p3 * (staged[at + 14u] - means[half + 14u]) * SCALE);
    workgroupBarrier();
    for (var t = 0u; t < 2u; t++) {
      let p = subgroupMatrixLoad<Left, row_major>(&weights, own * S_PITCH + t * 4u, S_PITCH);
      let ds = subgroupMatrixLoad<Left, row_major>(&weights, D_S + own * S_PITCH + t * 4u, S_PITCH);
      let base = t * 16u * PITCH;
      dv0 = subgroupMatrixMultiplyAccumulate(p, linesRight(GRADIENTS + base, 0u), dv0);
      dv1 = subgroupMatrixMultiplyAccumulate(p, linesRight(GRADIENTS + base, 1u), dv1);
      dk0 = subgroupMatrixMultiplyAccumulate(ds, linesRight(base, 0u), dk0);
      dk1 = subgroupMatrixMultiplyAccumulate(ds, linesRight(base, 1u), dk1);
      if (HEAD == 64u) {
        dv2 = subgroupMatrixMultiplyAccumulate(p, linesRight(GRADIENTS + base, 2u), dv2);
        dv3 = subgroupMatrixMultiplyAccumulate(p, linesRight(GRADIENTS + base, 3u), dv3);
        dk2 = subgroupMatrixMultiplyAccumulate(ds, linesRight(base, 2u), dk2);
        dk3 = subgroupMatrixMultiplyAccumulate(ds, linesRight(base, 3u), dk3);
      }
    }
  }
  let out = (row * HEADS + head) * 2u * HEAD4;
  put(dk0, dk1, dk2, dk3, lane, first + lane / 2u <= last, out);
  workgroupBarrier();
  put(dv0, dv1, dv2, dv3, lane, first + lane / 2u <= last, out + HEAD4);
}

fn put(s0: Sums, s1: Sums, s2: Sums, s3: Sums, lane: u32, writes: bool, out: u32) {
  stage(s0, lane, 0u);
  stage(s1, lane, 4u);
  if (HEAD == 64u) {
    stage(s2, lane, 8u);
    stage(s3, lane, 12u);
  }
  workgroupBarrier();
  if (!writes) { return; }
  for (var i = lane % 2u; i < HEAD4; i += 2u) { parts[out + i] = staged[lane / 2u * WIDE_PITCH + i]; }
}
