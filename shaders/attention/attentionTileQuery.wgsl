// As attentionBackwardQuery.wgsl, 32 queries of one head per workgroup against 32 keys at a time (lib/attentionTile.wgsl).
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> dq: array<vec4<f32>>;
var<workgroup> kTile: array<vec4<f32>, 32u * HEAD4>;
// Values of the keys, then dS.
var<workgroup> vTile: array<vec4<f32>, 32u * HEAD4>;

fn gradient(score: vec4<f32>, dp: vec4<f32>, keys: vec4<u32>, start: u32, row: u32, head: u32) -> vec4<f32> {
  let ds = exp(score * SCALE - lse[row * HEADS + head]) * (dp - delta[row * HEADS + head]) * SCALE;
  return select(vec4<f32>(), ds, (keys >= vec4<u32>(start)) & (keys <= vec4<u32>(row)));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let first = workgroup.x * 32u;
  let head = workgroup.y;
  let kvHead = head / GROUP;
  let last = frame.tokens - 1u;
  let ty = lane / 8u;
  let tx = lane % 8u;
  let rows = min(vec4<u32>(first + ty * 4u) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(last));
  let at = (rows * HEADS + head) * HEAD4;
  let start = vec4<u32>(segmentStart[rows.x], segmentStart[rows.y], segmentStart[rows.z], segmentStart[rows.w]);
  var g00 = vec4<f32>(); var g01 = vec4<f32>();
  var g10 = vec4<f32>(); var g11 = vec4<f32>();
  var g20 = vec4<f32>(); var g21 = vec4<f32>();
  var g30 = vec4<f32>(); var g31 = vec4<f32>();
  let end = min(first + 31u, last);
  for (var n = segmentStart[first]; n <= end; n += 32u) {
    workgroupBarrier();
    for (var i = 0u; i < HEAD4 / 2u; i++) {
      let e = i * 64u + lane;
      let base = (min(n + e / HEAD4, last) * KV_HEADS + kvHead) * HEAD4 + e % HEAD4;
      let to = slotOf(e / HEAD4, e % HEAD4);
      kTile[to] = k[base];
      vTile[to] = v[base];
    }
    workgroupBarrier();
    var s0 = vec4<f32>(); var d0 = vec4<f32>();
    var s1 = vec4<f32>(); var d1 = vec4<f32>();
    var s2 = vec4<f32>(); var d2 = vec4<f32>();
    var s3 = vec4<f32>(); var d3 = vec4<f32>();
    for (var d = 0u; d < HEAD4; d++) {
      let k0 = kTile[columnAt(tx, 0u, d)];
      let k1 = kTile[columnAt(tx, 1u, d)];
      let k2 = kTile[columnAt(tx, 2u, d)];
      let k3 = kTile[columnAt(tx, 3u, d)];
      let q0 = q[at.x + d];
      let q1 = q[at.y + d];
      let q2 = q[at.z + d];
      let q3 = q[at.w + d];
      s0 += vec4<f32>(dot(q0, k0), dot(q0, k1), dot(q0, k2), dot(q0, k3));
      s1 += vec4<f32>(dot(q1, k0), dot(q1, k1), dot(q1, k2), dot(q1, k3));
      s2 += vec4<f32>(dot(q2, k0), dot(q2, k1), dot(q2, k2), dot(q2, k3));
      s3 += vec4<f32>(dot(q3, k0), dot(q3, k1), dot(q3, k2), dot(q3, k3));
      let v0 = vTile[columnAt(tx, 0u, d)];
      let v1 = vTile[columnAt(tx, 1u, d)];
      let v2 = vTile[columnAt(tx, 2u, d)];
      let v3 = vTile[columnAt(tx, 3u, d)];
      let g0 = dO[at.x + d];
      let g1 = dO[at.y + d];
      let g2 = dO[at.z + d];
      let g3 = dO[at.w + d];
      d0 += vec4<f32>(dot(g0, v0), dot(g0, v1), dot(g0, v2), dot(g0, v3));
      d1 += vec4<f32>(dot(g1, v0), dot(g1, v1), dot(g1, v2), dot(g1, v3));
      d2 += vec4<f32>(dot(g2, v0), dot(g2, v1), dot(g2, v2), dot(g2, v3));
      d3 += vec4<f32>(dot(g3, v0), dot(g3, v1), dot(g3, v2), dot(g3, v3));
    }
    let keys = vec4<u32>(n + tx * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
    workgroupBarrier();
    vTile[scoreAt(ty, 0u, tx)] = gradient(s0, d0, keys, start.x, rows.x, head);
    vTile[scoreAt(ty, 1u, tx)] = gradient(s1, d1, keys, start.y, rows.y, head);
    vTile[scoreAt(ty, 2u, tx)] = gradient(s2, d2, keys, start.z, rows.z, head);
    vTile[scoreAt(ty, 3u, tx)] = gradient(s3, d3, keys, start.w, rows.w, head);
    workgroupBarrier();
    for (var j4 = 0u; j4 < 8u; j4++) {
      let p0 = vTile[scoreAt(ty, 0u, j4)];
      let p1 = vTile[scoreAt(ty, 1u, j4)];
      let p2 = vTile[scoreAt(ty, 2u, j4)];
      let p3 = vTile[scoreAt(ty, 3u, j4)];
      for (var c = 0u; c < 4u; c++) {
        let k0 = kTile[columnAt(j4, c, tx)];
        g00 += p0[c] * k0;
        g10 += p1[c] * k0;
        g20 += p2[c] * k0;
        g30 += p3[c] * k0;
        if (HEAD4 == 16u) {
          let k1 = kTile[columnAt(j4, c, tx + 8u)];
          g01 += p0[c] * k1;
          g11 += p1[c] * k1;
          g21 += p2[c] * k1;
          g31 += p3[c] * k1;
        }
      }
    }
  }
  put(first + ty * 4u, last, head, tx, g00, g01);
  put(first + ty * 4u + 1u, last, head, tx, g10, g11);
  put(first + ty * 4u + 2u, last, head, tx, g20, g21);
  put(first + ty * 4u + 3u, last, head, tx, g30, g31);
}

fn put(row: u32, last: u32, head: u32, tx: u32, left: vec4<f32>, right: vec4<f32>) {
  if (row > last) { return; }
  let at = (row * HEADS + head) * HEAD4 + tx;
  dq[at] = left;
  if (HEAD4 == 16u) { dq[at + 8u] = right; }
}
