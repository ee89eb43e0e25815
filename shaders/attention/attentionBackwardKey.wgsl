// dK_j = SCALE sum_i dS_ij q_i over the queries i >= j of j's document and over the HEADS / KV_HEADS query heads of the kv head, in that fixed order.
// SPLIT invocations share a key: each takes every SPLIT-th query, and their sums are added in a fixed order.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> dk: array<vec4<f32>>;

const HEAD4 = HEAD / 4u;

@compute @workgroup_size(ROWS, SPLIT)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let token = workgroup.x * ROWS + local.x;
  let kvHead = workgroup.y;
  let inside = token < frame.tokens;
  let base = select(0u, (token * KV_HEADS + kvHead) * HEAD4, inside);
  var key = array<vec4<f32>, HEAD4>();
  var value = array<vec4<f32>, HEAD4>();
  var sum = array<vec4<f32>, HEAD4>();
  if (inside) {
    for (var d = 0u; d < HEAD4; d++) {
      key[d] = k[base + d] * SCALE;
      value[d] = v[base + d];
    }
    const GROUP = HEADS / KV_HEADS;
    // All rows of the workgroup walk the same queries, so that neighbouring lanes read the same one.
    for (var i = workgroup.x * ROWS + local.y; i < segmentEnd[token]; i += SPLIT) {
      if (i < token) { continue; }
      for (var g = 0u; g < GROUP; g++) {
        let row = i * HEADS + kvHead * GROUP + g;
        var score = 0.0;
        var dp = 0.0;
        for (var d = 0u; d < HEAD4; d++) {
          score += dot(q[row * HEAD4 + d], key[d]);
          dp += dot(dO[row * HEAD4 + d], value[d]);
        }
        let ds = exp(score - lse[row]) * (dp - delta[row]) * SCALE;
        for (var d = 0u; d < HEAD4; d++) { sum[d] += ds * q[row * HEAD4 + d]; }
      }
    }
  }
  for (var d = 0u; d < HEAD4; d++) {
    let all = sharedSum(local, sum[d]);
    if (inside && local.y == d % SPLIT) { dk[base + d] = all; }
  }
}
