// As attentionForward.wgsl, 32 queries of one head per workgroup against 32 keys at a time (lib/attentionTile.wgsl): running maximum and sum per query.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(7) var<storage, read_write> o: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> lse: array<f32>;
var<workgroup> kTile: array<vec4<f32>, 32u * HEAD4>;
var<workgroup> scores: array<vec4<f32>, 256>;
// Of the invocation's four rows over its four columns: maxima, at the end sums.
var<workgroup> rowParts: array<vec4<f32>, 64>;

// Scores of the keys that row i may see, scaled; NEVER elsewhere.
fn masked(score: vec4<f32>, keys: vec4<u32>, start: u32, row: u32) -> vec4<f32> {
  return select(vec4<f32>(NEVER), score * SCALE, (keys >= vec4<u32>(start)) & (keys <= vec4<u32>(row)));
}
fn top4(a: vec4<f32>) -> f32 { return max(max(a.x, a.y), max(a.z, a.w)); }
fn weights(score: vec4<f32>, top: f32) -> vec4<f32> {
  return select(vec4<f32>(), exp(score - top), score > vec4<f32>(0.5 * NEVER));
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
  var top = vec4<f32>(NEVER);
  var total = vec4<f32>();
  var o00 = vec4<f32>(); var o01 = vec4<f32>();
  var o10 = vec4<f32>(); var o11 = vec4<f32>();
  var o20 = vec4<f32>(); var o21 = vec4<f32>();
  var o30 = vec4<f32>(); var o31 = vec4<f32>();
  let end = min(first + 31u, last);
  for (var n = segmentStart[first]; n <= end; n += 32u) {
    for (var i = 0u; i < HEAD4 / 2u; i++) {
      let e = i * 64u + lane;
      let key = min(n + e / HEAD4, last);
      kTile[slotOf(e / HEAD4, e % HEAD4)] = k[(key * KV_HEADS + kvHead) * HEAD4 + e % HEAD4];
    }
    workgroupBarrier();
    var s0 = vec4<f32>();
    var s1 = vec4<f32>();
    var s2 = vec4<f32>();
    var s3 = vec4<f32>();
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
    }
    let keys = vec4<u32>(n + tx * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
    s0 = masked(s0, keys, start.x, rows.x);
    s1 = masked(s1, keys, start.y, rows.y);
    s2 = masked(s2, keys, start.z, rows.z);
    s3 = masked(s3, keys, start.w, rows.w);
    rowParts[lane] = vec4<f32>(top4(s0), top4(s1), top4(s2), top4(s3));
    workgroupBarrier();
    var newTop = top;
    for (var t = 0u; t < 8u; t++) { newTop = max(newTop, rowParts[ty * 8u + t]); }
    let fade = exp(top - newTop);
    top = newTop;
    s0 = weights(s0, top.x);
    s1 = weights(s1, top.y);
    s2 = weights(s2, top.z);
    s3 = weights(s3, top.w);
    total = total * fade + vec4<f32>(dot(s0, vec4<f32>(1.0)), dot(s1, vec4<f32>(1.0)), dot(s2, vec4<f32>(1.0)), dot(s3, vec4<f32>(1.0)));
    scores[scoreAt(ty, 0u, tx)] = s0;
    scores[scoreAt(ty, 1u, tx)] = s1;
    scores[scoreAt(ty, 2u, tx)] = s2;
    scores[scoreAt(ty, 3u, tx)] = s3;
    workgroupBarrier();
    o00 *= fade.x; o01 *= fade.x;
    o10 *= fade.y; o11 *= fade.y;
    o20 *= fade.z; o21 *= fade.z;
    o30 *= fade.w; o31 *= fade.w;
    for (var j4 = 0u; j4 < 8u; j4++) {
      let p0 = scores[scoreAt(ty, 0u, j4)];
      let p1 = scores[scoreAt(ty, 1u, j4)];
      let p2 = scores[scoreAt(ty, 2u, j4)];
      let p3 = scores[scoreAt(ty, 3u, j4)];
      for (var c = 0u; c < 4u; c++) {
        let base = (min(n + j4 * 4u + c, last) * KV_HEADS + kvHead) * HEAD4 + tx;
        let v0 = v[base];
        o00 += p0[c] * v0;
        o10 += p1[c] * v0;
        o20 += p2[c] * v0;
        o30 += p3[c] * v0;
        if (HEAD4 == 16u) {
          let v1 = v[base + 8u];
          o01 += p0[c] * v1;
          o11 += p1[c] * v1;
          o21 += p2[c] * v1;
          o31 += p3[c] * v1;
        }
      }
    }
  }
  rowParts[lane] = total;
  workgroupBarrier();
  var sum = vec4<f32>();
  for (var t = 0u; t < 8u; t++) { sum += rowParts[ty * 8u + t]; }
  put(first + ty * 4u, last, head, tx, o00, o01, sum.x, top.x);
  put(first + ty * 4u + 1u, last, head, tx, o10, o11, sum.y, top.y);
  put(first + ty * 4u + 2u, last, head, tx, o20, o21, sum.z, top.z);
  put(first + ty * 4u + 3u, last, head, tx, o30, o31, sum.w, top.w);
}

fn put(row: u32, last: u32, head: u32, tx: u32, left: vec4<f32>, right: vec4<f32>, sum: f32, top: f32) {
  if (row > last) { return; }
  let at = (row * HEADS + head) * HEAD4 + tx;
  o[at] = left / sum;
  if (HEAD4 == 16u) { o[at + 8u] = right / sum; }
  if (tx == 0u) { lse[row * HEADS + head] = top + log(sum); }
}
