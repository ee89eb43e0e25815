// As attentionForward.wgsl, 64 queries of one head per workgroup against 32 keys at a time (lib/attentionWide.wgsl): running maximum and sum per query,
// in base 2.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(7) var<storage, read_write> o: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> lse: array<f32>;
const COLUMNS = 64u * PASS;
// Queries and keys, then what stands for their scores.
var<workgroup> tile: array<vec4<f32>, max(512u, 96u * PASS)>;
// Of the invocation's eight rows over its four columns: maxima, at the end sums.
var<workgroup> rowParts: array<vec4<f32>, 128>;

fn masked(score: vec4<f32>, keys: vec4<u32>, row: u32) -> vec4<f32> {
  return select(vec4<f32>(NEVER), score, (keys >= vec4<u32>(segmentStart[row])) & (keys <= vec4<u32>(row)));
}
fn weights(score: vec4<f32>, top: f32) -> vec4<f32> {
  return select(vec4<f32>(), exp2(score - top), score > vec4<f32>(0.5 * NEVER));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  // The last queries have the most keys, so they begin first.
  let first = (groups.x - 1u - workgroup.x) * 64u;
  let head = workgroup.y;
  let kvHead = head / GROUP;
  let last = frame.tokens - 1u;
  let ty = lane / 8u;
  let tx = lane % 8u;
  let row = first + ty * 8u;
  let begin = segmentStart[first];
  let end = min(first + 63u, last);
  let latest = segmentStart[end];
  var topA = vec4<f32>(NEVER); var topB = vec4<f32>(NEVER);
  var totalA = vec4<f32>(); var totalB = vec4<f32>();
  var o00 = vec4<f32>(); var o01 = vec4<f32>();
  var o10 = vec4<f32>(); var o11 = vec4<f32>();
  var o20 = vec4<f32>(); var o21 = vec4<f32>();
  var o30 = vec4<f32>(); var o31 = vec4<f32>();
  var o40 = vec4<f32>(); var o41 = vec4<f32>();
  var o50 = vec4<f32>(); var o51 = vec4<f32>();
  var o60 = vec4<f32>(); var o61 = vec4<f32>();
  var o70 = vec4<f32>(); var o71 = vec4<f32>();
  for (var n = begin; n <= end; n += 32u) {
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
    var s4 = vec4<f32>();
    var s5 = vec4<f32>();
    var s6 = vec4<f32>();
    var s7 = vec4<f32>();
    for (var depth = 0u; depth < HEAD4; depth += PASS) {
      workgroupBarrier();
      for (var i = 0u; i < PASS; i++) {
        let e = i * 64u + lane;
        let r = e / PASS;
        tile[slotOf(r / 8u, r % 8u, e % PASS)] = q[(min(first + r, last) * HEADS + head) * HEAD4 + depth + e % PASS];
      }
      for (var i = 0u; i < PASS / 2u; i++) {
        let e = i * 64u + lane;
        let c = e / PASS;
        tile[COLUMNS + slotOf(c / 4u, c % 4u, e % PASS)] = k[(min(n + c, last) * KV_HEADS + kvHead) * HEAD4 + depth + e % PASS];
      }
      workgroupBarrier();
      for (var d = 0u; d < PASS; d++) {
        let k0 = tile[COLUMNS + slotOf(tx, 0u, d)];
        let k1 = tile[COLUMNS + slotOf(tx, 1u, d)];
        let k2 = tile[COLUMNS + slotOf(tx, 2u, d)];
        let k3 = tile[COLUMNS + slotOf(tx, 3u, d)];
        let q0 = tile[slotOf(ty, 0u, d)];
        s0 += vec4<f32>(dot(q0, k0), dot(q0, k1), dot(q0, k2), dot(q0, k3));
        let q1 = tile[slotOf(ty, 1u, d)];
        s1 += vec4<f32>(dot(q1, k0), dot(q1, k1), dot(q1, k2), dot(q1, k3));
        let q2 = tile[slotOf(ty, 2u, d)];
        s2 += vec4<f32>(dot(q2, k0), dot(q2, k1), dot(q2, k2), dot(q2, k3));
        let q3 = tile[slotOf(ty, 3u, d)];
        s3 += vec4<f32>(dot(q3, k0), dot(q3, k1), dot(q3, k2), dot(q3, k3));
        let q4 = tile[slotOf(ty, 4u, d)];
        s4 += vec4<f32>(dot(q4, k0), dot(q4, k1), dot(q4, k2), dot(q4, k3));
        let q5 = tile[slotOf(ty, 5u, d)];
        s5 += vec4<f32>(dot(q5, k0), dot(q5, k1), dot(q5, k2), dot(q5, k3));
        let q6 = tile[slotOf(ty, 6u, d)];
        s6 += vec4<f32>(dot(q6, k0), dot(q6, k1), dot(q6, k2), dot(q6, k3));
        let q7 = tile[slotOf(ty, 7u, d)];
        s7 += vec4<f32>(dot(q7, k0), dot(q7, k1), dot(q7, k2), dot(q7, k3));
      }
    }
    s0 *= SCALE * LOG2E;
    s1 *= SCALE * LOG2E;
    s2 *= SCALE * LOG2E;
    s3 *= SCALE * LOG2E;
    s4 *= SCALE * LOG2E;
    s5 *= SCALE * LOG2E;
    s6 *= SCALE * LOG2E;
    s7 *= SCALE * LOG2E;
    if (n < latest || n + 31u > first) {
      let keys = four(n + tx * 4u);
      s0 = masked(s0, keys, min(row + 0u, last));
      s1 = masked(s1, keys, min(row + 1u, last));
      s2 = masked(s2, keys, min(row + 2u, last));
      s3 = masked(s3, keys, min(row + 3u, last));
      s4 = masked(s4, keys, min(row + 4u, last));
      s5 = masked(s5, keys, min(row + 5u, last));
      s6 = masked(s6, keys, min(row + 6u, last));
      s7 = masked(s7, keys, min(row + 7u, last));
    }
    rowParts[lane * 2u] = vec4<f32>(top4(s0), top4(s1), top4(s2), top4(s3));
    rowParts[lane * 2u + 1u] = vec4<f32>(top4(s4), top4(s5), top4(s6), top4(s7));
    workgroupBarrier();
    var newA = topA;
    var newB = topB;
    for (var t = 0u; t < 8u; t++) {
      newA = max(newA, rowParts[(ty * 8u + t) * 2u]);
      newB = max(newB, rowParts[(ty * 8u + t) * 2u + 1u]);
    }
    let fadeA = exp2(topA - newA);
    let fadeB = exp2(topB - newB);
    topA = newA;
    topB = newB;
    s0 = weights(s0, topA.x);
    tile[scoreAt(ty, 0u, tx)] = s0;
    s1 = weights(s1, topA.y);
    tile[scoreAt(ty, 1u, tx)] = s1;
    s2 = weights(s2, topA.z);
    tile[scoreAt(ty, 2u, tx)] = s2;
    s3 = weights(s3, topA.w);
    tile[scoreAt(ty, 3u, tx)] = s3;
    s4 = weights(s4, topB.x);
    tile[scoreAt(ty, 4u, tx)] = s4;
    s5 = weights(s5, topB.y);
    tile[scoreAt(ty, 5u, tx)] = s5;
    s6 = weights(s6, topB.z);
    tile[scoreAt(ty, 6u, tx)] = s6;
    s7 = weights(s7, topB.w);
    tile[scoreAt(ty, 7u, tx)] = s7;
    const ONES = vec4<f32>(1.0);
    totalA = totalA * fadeA + vec4<f32>(dot(s0, ONES), dot(s1, ONES), dot(s2, ONES), dot(s3, ONES));
    totalB = totalB * fadeB + vec4<f32>(dot(s4, ONES), dot(s5, ONES), dot(s6, ONES), dot(s7, ONES));
    workgroupBarrier();
    o00 *= fadeA.x; o01 *= fadeA.x;
    o10 *= fadeA.y; o11 *= fadeA.y;
    o20 *= fadeA.z; o21 *= fadeA.z;
    o30 *= fadeA.w; o31 *= fadeA.w;
    o40 *= fadeB.x; o41 *= fadeB.x;
    o50 *= fadeB.y; o51 *= fadeB.y;
    o60 *= fadeB.z; o61 *= fadeB.z;
    o70 *= fadeB.w; o71 *= fadeB.w;
    for (var j4 = 0u; j4 < 8u; j4++) {
      let p0 = tile[scoreAt(ty, 0u, j4)];
      let p1 = tile[scoreAt(ty, 1u, j4)];
      let p2 = tile[scoreAt(ty, 2u, j4)];
      let p3 = tile[scoreAt(ty, 3u, j4)];
      let p4 = tile[scoreAt(ty, 4u, j4)];
      let p5 = tile[scoreAt(ty, 5u, j4)];
      let p6 = tile[scoreAt(ty, 6u, j4)];
      let p7 = tile[scoreAt(ty, 7u, j4)];
      for (var c = 0u; c < 4u; c++) {
        let base = (min(n + j4 * 4u + c, last) * KV_HEADS + kvHead) * HEAD4 + tx;
        let v0 = v[base];
        o00 += p0[c] * v0;
        o10 += p1[c] * v0;
        o20 += p2[c] * v0;
        o30 += p3[c] * v0;
        o40 += p4[c] * v0;
        o50 += p5[c] * v0;
        o60 += p6[c] * v0;
        o70 += p7[c] * v0;
        if (HEAD4 == 16u) {
          let v1 = v[base + 8u];
          o01 += p0[c] * v1;
          o11 += p1[c] * v1;
          o21 += p2[c] * v1;
          o31 += p3[c] * v1;
          o41 += p4[c] * v1;
          o51 += p5[c] * v1;
          o61 += p6[c] * v1;
          o71 += p7[c] * v1;
        }
      }
    }
  }
  rowParts[lane * 2u] = totalA;
  rowParts[lane * 2u + 1u] = totalB;
  workgroupBarrier();
  var sumA = vec4<f32>();
  var sumB = vec4<f32>();
  for (var t = 0u; t < 8u; t++) {
    sumA += rowParts[(ty * 8u + t) * 2u];
    sumB += rowParts[(ty * 8u + t) * 2u + 1u];
  }
  put(row + 0u, last, head, tx, o00, o01, sumA.x, topA.x);
  put(row + 1u, last, head, tx, o10, o11, sumA.y, topA.y);
  put(row + 2u, last, head, tx, o20, o21, sumA.z, topA.z);
  put(row + 3u, last, head, tx, o30, o31, sumA.w, topA.w);
  put(row + 4u, last, head, tx, o40, o41, sumB.x, topB.x);
  put(row + 5u, last, head, tx, o50, o51, sumB.y, topB.y);
  put(row + 6u, last, head, tx, o60, o61, sumB.z, topB.z);
  put(row + 7u, last, head, tx, o70, o71, sumB.w, topB.w);
}

fn put(row: u32, last: u32, head: u32, tx: u32, left: vec4<f32>, right: vec4<f32>, sum: f32, top: f32) {
  if (row > last) { return; }
  let at = (row * HEADS + head) * HEAD4 + tx;
  o[at] = left / sum;
  if (HEAD4 == 16u) { o[at + 8u] = right / sum; }
  if (tx == 0u) { lse[row * HEADS + head] = (top + log2(sum)) / LOG2E; }
}
