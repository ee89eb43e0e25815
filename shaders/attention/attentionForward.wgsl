// o_i = sum_j softmax_j(SCALE q_i k_j) v_j over the keys j of i's document up to i; lse_i = log sum_j exp(SCALE q_i k_j).
// Running maximum and sum, no T x T matrix. KV head = head / (HEADS / KV_HEADS). SPLIT invocations share a query: each takes every SPLIT-th key, and
// their sums are added in a fixed order (1 invocation per query leaves an H200 idle: 46 per multiprocessor at 1,024 tokens and 6 heads).
// CACHED: keys and values are rows segmentStart[t] .. segmentEnd[t] of the cache.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(6) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(7) var<storage, read_write> o: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> lse: array<f32>;

const HEAD4 = HEAD / 4u;

@compute @workgroup_size(ROWS, SPLIT)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let token = workgroup.x * ROWS + local.x;
  let head = workgroup.y;
  let inside = token < frame.tokens;
  let row = select(0u, token * HEADS + head, inside);
  var query = array<vec4<f32>, HEAD4>();
  var sum = array<vec4<f32>, HEAD4>();
  var top = -3.0e38;
  var total = 0.0;
  if (inside) {
    for (var d = 0u; d < HEAD4; d++) { query[d] = q[row * HEAD4 + d] * SCALE; }
    let kvHead = head / (HEADS / KV_HEADS);
    let last = select(token, segmentEnd[token] - 1u, CACHED);
    for (var j = segmentStart[token] + local.y; j <= last; j += SPLIT) {
      let base = (j * KV_HEADS + kvHead) * HEAD4;
      var score = 0.0;
      for (var d = 0u; d < HEAD4; d++) { score += dot(query[d], k[base + d]); }
      let newTop = max(top, score);
      let fade = exp(top - newTop);
      let p = exp(score - newTop);
      total = total * fade + p;
      for (var d = 0u; d < HEAD4; d++) { sum[d] = sum[d] * fade + p * v[base + d]; }
      top = newTop;
    }
  }
  if (SPLIT > 1u) {
    // Bring the shares to one maximum, so that they can be added.
    putShare(local, vec4<f32>(top, 0.0, 0.0, 0.0));
    var highest = top;
    for (var s = 0u; s < SPLIT; s++) { highest = max(highest, shares[s * ROWS + local.x].x); }
    let fade = exp(top - highest);
    top = highest;
    total = sharedSum(local, vec4<f32>(total * fade, 0.0, 0.0, 0.0)).x;
    for (var d = 0u; d < HEAD4; d++) { sum[d] *= fade; }
  }
  for (var d = 0u; d < HEAD4; d++) {
    let all = sharedSum(local, sum[d]);
    if (inside && local.y == d % SPLIT) { o[row * HEAD4 + d] = all / total; }
  }
  if (inside && local.y == 0u) { lse[row] = top + log(total); }
}
