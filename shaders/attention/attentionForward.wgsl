// o_i = sum_j softmax_j(SCALE q_i k_j) v_j over the keys j of i's document up to i; lse_i = log sum_j exp(SCALE q_i k_j).
// One invocation per (token, head): running maximum and sum, no T x T matrix, no workgroup memory. KV head = head / (HEADS / KV_HEADS).
// CACHED: keys and values are those of the cache, and token t stands at position past + t of one document.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(6) var<storage, read_write> o: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> lse: array<f32>;

const HEAD4 = HEAD / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let token = id.x;
  let head = id.y;
  if (token >= frame.tokens) { return; }
  let qBase = (token * HEADS + head) * HEAD4;
  var query: array<vec4<f32>, HEAD4>;
  var sum: array<vec4<f32>, HEAD4>;
  for (var d = 0u; d < HEAD4; d++) {
    query[d] = q[qBase + d] * SCALE;
    sum[d] = vec4<f32>();
  }
  let kvHead = head / (HEADS / KV_HEADS);
  let first = select(segmentStart[token], 0u, CACHED);
  let last = select(token, frame.past + token, CACHED);
  var top = -3.0e38;
  var total = 0.0;
  for (var j = first; j <= last; j++) {
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
  for (var d = 0u; d < HEAD4; d++) { o[qBase + d] = sum[d] / total; }
  lse[token * HEADS + head] = top + log(total);
}
