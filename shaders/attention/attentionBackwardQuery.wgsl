// dQ_i = SCALE sum_j dS_ij k_j, dS_ij = P_ij (dO_i v_j - D_i), P_ij = exp(SCALE q_i k_j - lse_i). One invocation per (token, head).
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> dq: array<vec4<f32>>;

const HEAD4 = HEAD / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let token = id.x;
  let head = id.y;
  if (token >= frame.tokens) { return; }
  let qBase = (token * HEADS + head) * HEAD4;
  var query: array<vec4<f32>, HEAD4>;
  var grad: array<vec4<f32>, HEAD4>;
  var sum: array<vec4<f32>, HEAD4>;
  for (var d = 0u; d < HEAD4; d++) {
    query[d] = q[qBase + d] * SCALE;
    grad[d] = dO[qBase + d];
    sum[d] = vec4<f32>();
  }
  let norm = lse[token * HEADS + head];
  let mean = delta[token * HEADS + head];
  let kvHead = head / (HEADS / KV_HEADS);
  for (var j = segmentStart[token]; j <= token; j++) {
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
  for (var d = 0u; d < HEAD4; d++) { dq[qBase + d] = sum[d]; }
}
