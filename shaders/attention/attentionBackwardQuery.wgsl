// dQ_i = SCALE sum_j dS_ij k_j, dS_ij = P_ij (dO_i v_j - D_i), P_ij = exp(SCALE q_i k_j - lse_i). SPLIT invocations share a query: each takes every
// SPLIT-th key, and their sums are added in a fixed order.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> dq: array<vec4<f32>>;

const HEAD4 = HEAD / 4u;

@compute @workgroup_size(ROWS, SPLIT)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let token = workgroup.x * ROWS + local.x;
  let head = workgroup.y;
  let inside = token < frame.tokens;
  let row = select(0u, token * HEADS + head, inside);
  var query = array<vec4<f32>, HEAD4>();
  var grad = array<vec4<f32>, HEAD4>();
  var sum = array<vec4<f32>, HEAD4>();
  if (inside) {
    for (var d = 0u; d < HEAD4; d++) {
      query[d] = q[row * HEAD4 + d] * SCALE;
      grad[d] = dO[row * HEAD4 + d];
    }
    let norm = lse[row];
    let mean = delta[row];
    let kvHead = head / (HEADS / KV_HEADS);
    for (var j = segmentStart[token] + local.y; j <= token; j += SPLIT) {
      let base = (j * KV_HEADS + kvHead) * HEAD4;
      var score = 0.0;
      var dp = 0.0;
      for (var d = 0u; d < HEAD4; d++) {
        score += dot(query[d], k[base + d]);
        dp += dot(grad[d], v[base + d]);
      }
      let ds = exp(score - norm) * (dp - mean) * SCALE;
      for (var d = 0u; d < HEAD4; d++) { sum[d] += ds * k[base + d]; }
    }
  }
  for (var d = 0u; d < HEAD4; d++) {
    let all = sharedSum(local, sum[d]);
    if (inside && local.y == d % SPLIT) { dq[row * HEAD4 + d] = all; }
  }
}
