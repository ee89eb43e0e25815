// dQ as in attentionBackwardQuery.wgsl, 64 queries of one head per workgroup against 32 keys at a time (lib/attentionWide.wgsl). dK and dV in tiles like this
// one were slower on an H100 than attentionTileKeyValue.wgsl, which makes the scores once for both.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> dq: array<vec4<f32>>;
const GRADIENTS = 64u * PASS;
const KEYS = 128u * PASS;
const VALUES = 160u * PASS;
// Queries and keys, then what stands for their scores.
var<workgroup> tile: array<vec4<f32>, max(512u, 192u * PASS)>;

fn gradient(score: vec4<f32>, dp: vec4<f32>, norm: f32, mean: f32) -> vec4<f32> {
  return exp2(score * (SCALE * LOG2E) - norm) * (dp - mean) * SCALE;
}
fn masked(value: vec4<f32>, keys: vec4<u32>, row: u32) -> vec4<f32> {
  return select(vec4<f32>(), value, (keys >= vec4<u32>(segmentStart[row])) & (keys <= vec4<u32>(row)));
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
  let end = min(first + 63u, last);
  let latest = segmentStart[end];
  let rows0 = min(four(row), vec4<u32>(last)) * HEADS + head;
  let rows1 = min(four(row + 4u), vec4<u32>(last)) * HEADS + head;
  let norm0 = vec4<f32>(lse[rows0.x], lse[rows0.y], lse[rows0.z], lse[rows0.w]) * LOG2E;
  let norm1 = vec4<f32>(lse[rows1.x], lse[rows1.y], lse[rows1.z], lse[rows1.w]) * LOG2E;
  let mean0 = vec4<f32>(delta[rows0.x], delta[rows0.y], delta[rows0.z], delta[rows0.w]);
  let mean1 = vec4<f32>(delta[rows1.x], delta[rows1.y], delta[rows1.z], delta[rows1.w]);
  var g00 = vec4<f32>(); var g01 = vec4<f32>();
  var g10 = vec4<f32>(); var g11 = vec4<f32>();
  var g20 = vec4<f32>(); var g21 = vec4<f32>();
  var g30 = vec4<f32>(); var g31 = vec4<f32>();
  var g40 = vec4<f32>(); var g41 = vec4<f32>();
  var g50 = vec4<f32>(); var g51 = vec4<f32>();
  var g60 = vec4<f32>(); var g61 = vec4<f32>();
  var g70 = vec4<f32>(); var g71 = vec4<f32>();
  for (var n = segmentStart[first]; n <= end; n += 32u) {
    var s0 = vec4<f32>(); var d0 = vec4<f32>();
    var s1 = vec4<f32>(); var d1 = vec4<f32>();
    var s2 = vec4<f32>(); var d2 = vec4<f32>();
    var s3 = vec4<f32>(); var d3 = vec4<f32>();
    var s4 = vec4<f32>(); var d4 = vec4<f32>();
    var s5 = vec4<f32>(); var d5 = vec4<f32>();
    var s6 = vec4<f32>(); var d6 = vec4<f32>();
    var s7 = vec4<f32>(); var d7 = vec4<f32>();
    for (var depth = 0u; depth < HEAD4; depth += PASS) {
      workgroupBarrier();
      for (var i = 0u; i < PASS; i++) {
        let e = i * 64u + lane;
        let r = e / PASS;
        let to = slotOf(r / 8u, r % 8u, e % PASS);
        let source = (min(first + r, last) * HEADS + head) * HEAD4 + depth + e % PASS;
        tile[to] = q[source];
        tile[GRADIENTS + to] = dO[source];
      }
      for (var i = 0u; i < PASS / 2u; i++) {
        let e = i * 64u + lane;
        let c = e / PASS;
        let to = slotOf(c / 4u, c % 4u, e % PASS);
        let source = (min(n + c, last) * KV_HEADS + kvHead) * HEAD4 + depth + e % PASS;
        tile[KEYS + to] = k[source];
        tile[VALUES + to] = v[source];
      }
      workgroupBarrier();
      for (var d = 0u; d < PASS; d++) {
        let k0 = tile[KEYS + slotOf(tx, 0u, d)];
        let k1 = tile[KEYS + slotOf(tx, 1u, d)];
        let k2 = tile[KEYS + slotOf(tx, 2u, d)];
        let k3 = tile[KEYS + slotOf(tx, 3u, d)];
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
        let v0 = tile[VALUES + slotOf(tx, 0u, d)];
        let v1 = tile[VALUES + slotOf(tx, 1u, d)];
        let v2 = tile[VALUES + slotOf(tx, 2u, d)];
        let v3 = tile[VALUES + slotOf(tx, 3u, d)];
        let g0 = tile[GRADIENTS + slotOf(ty, 0u, d)];
        d0 += vec4<f32>(dot(g0, v0), dot(g0, v1), dot(g0, v2), dot(g0, v3));
        let g1 = tile[GRADIENTS + slotOf(ty, 1u, d)];
        d1 += vec4<f32>(dot(g1, v0), dot(g1, v1), dot(g1, v2), dot(g1, v3));
        let g2 = tile[GRADIENTS + slotOf(ty, 2u, d)];
        d2 += vec4<f32>(dot(g2, v0), dot(g2, v1), dot(g2, v2), dot(g2, v3));
        let g3 = tile[GRADIENTS + slotOf(ty, 3u, d)];
        d3 += vec4<f32>(dot(g3, v0), dot(g3, v1), dot(g3, v2), dot(g3, v3));
        let g4 = tile[GRADIENTS + slotOf(ty, 4u, d)];
        d4 += vec4<f32>(dot(g4, v0), dot(g4, v1), dot(g4, v2), dot(g4, v3));
        let g5 = tile[GRADIENTS + slotOf(ty, 5u, d)];
        d5 += vec4<f32>(dot(g5, v0), dot(g5, v1), dot(g5, v2), dot(g5, v3));
        let g6 = tile[GRADIENTS + slotOf(ty, 6u, d)];
        d6 += vec4<f32>(dot(g6, v0), dot(g6, v1), dot(g6, v2), dot(g6, v3));
        let g7 = tile[GRADIENTS + slotOf(ty, 7u, d)];
        d7 += vec4<f32>(dot(g7, v0), dot(g7, v1), dot(g7, v2), dot(g7, v3));
      }
    }
    s0 = gradient(s0, d0, norm0.x, mean0.x);
    s1 = gradient(s1, d1, norm0.y, mean0.y);
    s2 = gradient(s2, d2, norm0.z, mean0.z);
    s3 = gradient(s3, d3, norm0.w, mean0.w);
    s4 = gradient(s4, d4, norm1.x, mean1.x);
    s5 = gradient(s5, d5, norm1.y, mean1.y);
    s6 = gradient(s6, d6, norm1.z, mean1.z);
    s7 = gradient(s7, d7, norm1.w, mean1.w);
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
    workgroupBarrier();
    tile[scoreAt(ty, 0u, tx)] = s0;
    tile[scoreAt(ty, 1u, tx)] = s1;
    tile[scoreAt(ty, 2u, tx)] = s2;
    tile[scoreAt(ty, 3u, tx)] = s3;
    tile[scoreAt(ty, 4u, tx)] = s4;
    tile[scoreAt(ty, 5u, tx)] = s5;
    tile[scoreAt(ty, 6u, tx)] = s6;
    tile[scoreAt(ty, 7u, tx)] = s7;
    workgroupBarrier();
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
        let left = k[base];
        g00 += p0[c] * left;
        g10 += p1[c] * left;
        g20 += p2[c] * left;
        g30 += p3[c] * left;
        g40 += p4[c] * left;
        g50 += p5[c] * left;
        g60 += p6[c] * left;
        g70 += p7[c] * left;
        if (HEAD4 == 16u) {
          let right = k[base + 8u];
          g01 += p0[c] * right;
          g11 += p1[c] * right;
          g21 += p2[c] * right;
          g31 += p3[c] * right;
          g41 += p4[c] * right;
          g51 += p5[c] * right;
          g61 += p6[c] * right;
          g71 += p7[c] * right;
        }
      }
    }
  }
  put(row + 0u, last, head, tx, g00, g01);
  put(row + 1u, last, head, tx, g10, g11);
  put(row + 2u, last, head, tx, g20, g21);
  put(row + 3u, last, head, tx, g30, g31);
  put(row + 4u, last, head, tx, g40, g41);
  put(row + 5u, last, head, tx, g50, g51);
  put(row + 6u, last, head, tx, g60, g61);
  put(row + 7u, last, head, tx, g70, g71);
}

fn put(row: u32, last: u32, head: u32, tx: u32, left: vec4<f32>, right: vec4<f32>) {
  if (row > last) { return; }
  let at = (row * HEADS + head) * HEAD4 + tx;
  dq[at] = left;
  if (HEAD4 == 16u) { dq[at + 8u] = right; }
}
