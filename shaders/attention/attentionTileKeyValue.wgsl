// dK and dV as in attentionBackwardKey.wgsl and attentionBackwardValue.wgsl, but of one query head alone: parts [T, HEADS, 2, HEAD] holds dK, then dV, of
// each; sumHeads.wgsl adds the heads that share a key. 32 keys per workgroup against 32 queries at a time (lib/attentionTile.wgsl, rows are keys).
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> parts: array<vec4<f32>>;
// Queries, then P; gradients of the outputs, then dS.
var<workgroup> qTile: array<vec4<f32>, 32u * HEAD4>;
var<workgroup> gTile: array<vec4<f32>, 32u * HEAD4>;

fn weights(score: vec4<f32>, norm: vec4<f32>, queries: vec4<u32>, key: u32, end: u32) -> vec4<f32> {
  return select(vec4<f32>(), exp(score * SCALE - norm), (queries >= vec4<u32>(key)) & (queries < vec4<u32>(end)));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let first = workgroup.x * 32u;
  let head = workgroup.y;
  let last = frame.tokens - 1u;
  let ty = lane / 8u;
  let tx = lane % 8u;
  let rows = min(vec4<u32>(first + ty * 4u) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(last));
  let at = (rows * KV_HEADS + head / GROUP) * HEAD4;
  let ends = vec4<u32>(segmentEnd[rows.x], segmentEnd[rows.y], segmentEnd[rows.z], segmentEnd[rows.w]);
  var k00 = vec4<f32>(); var k01 = vec4<f32>(); var v00 = vec4<f32>(); var v01 = vec4<f32>();
  var k10 = vec4<f32>(); var k11 = vec4<f32>(); var v10 = vec4<f32>(); var v11 = vec4<f32>();
  var k20 = vec4<f32>(); var k21 = vec4<f32>(); var v20 = vec4<f32>(); var v21 = vec4<f32>();
  var k30 = vec4<f32>(); var k31 = vec4<f32>(); var v30 = vec4<f32>(); var v31 = vec4<f32>();
  let end = segmentEnd[min(first + 31u, last)];
  for (var n = first; n < end; n += 32u) {
    workgroupBarrier();
    for (var i = 0u; i < HEAD4 / 2u; i++) {
      let e = i * 64u + lane;
      let base = (min(n + e / HEAD4, last) * HEADS + head) * HEAD4 + e % HEAD4;
      let to = slotOf(e / HEAD4, e % HEAD4);
      qTile[to] = q[base];
      gTile[to] = dO[base];
    }
    workgroupBarrier();
    var s0 = vec4<f32>(); var d0 = vec4<f32>();
    var s1 = vec4<f32>(); var d1 = vec4<f32>();
    var s2 = vec4<f32>(); var d2 = vec4<f32>();
    var s3 = vec4<f32>(); var d3 = vec4<f32>();
    for (var d = 0u; d < HEAD4; d++) {
      let q0 = qTile[columnAt(tx, 0u, d)];
      let q1 = qTile[columnAt(tx, 1u, d)];
      let q2 = qTile[columnAt(tx, 2u, d)];
      let q3 = qTile[columnAt(tx, 3u, d)];
      let k0 = k[at.x + d];
      let k1 = k[at.y + d];
      let k2 = k[at.z + d];
      let k3 = k[at.w + d];
      s0 += vec4<f32>(dot(k0, q0), dot(k0, q1), dot(k0, q2), dot(k0, q3));
      s1 += vec4<f32>(dot(k1, q0), dot(k1, q1), dot(k1, q2), dot(k1, q3));
      s2 += vec4<f32>(dot(k2, q0), dot(k2, q1), dot(k2, q2), dot(k2, q3));
      s3 += vec4<f32>(dot(k3, q0), dot(k3, q1), dot(k3, q2), dot(k3, q3));
      let g0 = gTile[columnAt(tx, 0u, d)];
      let g1 = gTile[columnAt(tx, 1u, d)];
      let g2 = gTile[columnAt(tx, 2u, d)];
      let g3 = gTile[columnAt(tx, 3u, d)];
      let v0 = v[at.x + d];
      let v1 = v[at.y + d];
      let v2 = v[at.z + d];
      let v3 = v[at.w + d];
      d0 += vec4<f32>(dot(v0, g0), dot(v0, g1), dot(v0, g2), dot(v0, g3));
      d1 += vec4<f32>(dot(v1, g0), dot(v1, g1), dot(v1, g2), dot(v1, g3));
      d2 += vec4<f32>(dot(v2, g0), dot(v2, g1), dot(v2, g2), dot(v2, g3));
      d3 += vec4<f32>(dot(v3, g0), dot(v3, g1), dot(v3, g2), dot(v3, g3));
    }
    let queries = vec4<u32>(n + tx * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
    let row4 = min(queries, vec4<u32>(last)) * HEADS + head;
    let norm = vec4<f32>(lse[row4.x], lse[row4.y], lse[row4.z], lse[row4.w]);
    let mean = vec4<f32>(delta[row4.x], delta[row4.y], delta[row4.z], delta[row4.w]);
    s0 = weights(s0, norm, queries, rows.x, ends.x);
    s1 = weights(s1, norm, queries, rows.y, ends.y);
    s2 = weights(s2, norm, queries, rows.z, ends.z);
    s3 = weights(s3, norm, queries, rows.w, ends.w);
    workgroupBarrier();
    qTile[scoreAt(ty, 0u, tx)] = s0;
    qTile[scoreAt(ty, 1u, tx)] = s1;
    qTile[scoreAt(ty, 2u, tx)] = s2;
    qTile[scoreAt(ty, 3u, tx)] = s3;
    gTile[scoreAt(ty, 0u, tx)] = s0 * (d0 - mean) * SCALE;
    gTile[scoreAt(ty, 1u, tx)] = s1 * (d1 - mean) * SCALE;
    gTile[scoreAt(ty, 2u, tx)] = s2 * (d2 - mean) * SCALE;
    gTile[scoreAt(ty, 3u, tx)] = s3 * (d3 - mean) * SCALE;
    workgroupBarrier();
    for (var i4 = 0u; i4 < 8u; i4++) {
      let p0 = qTile[scoreAt(ty, 0u, i4)];
      let p1 = qTile[scoreAt(ty, 1u, i4)];
      let p2 = qTile[scoreAt(ty, 2u, i4)];
      let p3 = qTile[scoreAt(ty, 3u, i4)];
      let e0 = gTile[scoreAt(ty, 0u, i4)];
      let e1 = gTile[scoreAt(ty, 1u, i4)];
      let e2 = gTile[scoreAt(ty, 2u, i4)];
      let e3 = gTile[scoreAt(ty, 3u, i4)];
      for (var c = 0u; c < 4u; c++) {
        let base = (min(n + i4 * 4u + c, last) * HEADS + head) * HEAD4 + tx;
        let g0 = dO[base];
        let q0 = q[base];
        v00 += p0[c] * g0; k00 += e0[c] * q0;
        v10 += p1[c] * g0; k10 += e1[c] * q0;
        v20 += p2[c] * g0; k20 += e2[c] * q0;
        v30 += p3[c] * g0; k30 += e3[c] * q0;
        if (HEAD4 == 16u) {
          let g1 = dO[base + 8u];
          let q1 = q[base + 8u];
          v01 += p0[c] * g1; k01 += e0[c] * q1;
          v11 += p1[c] * g1; k11 += e1[c] * q1;
          v21 += p2[c] * g1; k21 += e2[c] * q1;
          v31 += p3[c] * g1; k31 += e3[c] * q1;
        }
      }
    }
  }
  put(first + ty * 4u, last, head, tx, k00, k01, v00, v01);
  put(first + ty * 4u + 1u, last, head, tx, k10, k11, v10, v11);
  put(first + ty * 4u + 2u, last, head, tx, k20, k21, v20, v21);
  put(first + ty * 4u + 3u, last, head, tx, k30, k31, v30, v31);
}

fn put(row: u32, last: u32, head: u32, tx: u32, k0: vec4<f32>, k1: vec4<f32>, v0: vec4<f32>, v1: vec4<f32>) {
  if (row > last) { return; }
  let at = (row * HEADS + head) * 2u * HEAD4 + tx;
  parts[at] = k0;
  parts[at + HEAD4] = v0;
  if (HEAD4 == 16u) {
    parts[at + 8u] = k1;
    parts[at + HEAD4 + 8u] = v1;
  }
}
