// y[OUT, IN] = W[OUT, IN] as f16: level * scale in f32, rounded, as the tiles of matrix.wgsl hold it. Four chunks of eight weights per invocation.
@group(0) @binding(6) var<storage, read_write> y: array<vec4<u32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  prepareWeights(lane);
  workgroupBarrier();
  let begin = (workgroup.y * groups.x + workgroup.x) * 1024u + lane;
  for (var i = 0u; i < 4u; i++) {
    let at = begin + i * 256u;
    // Weights are counted through here, without rows.
    if (at < OUT * (IN / 8u)) {
      let low = bitcast<vec2<u32>>(vec4<f16>(weight4(0u, at * 2u)));
      let high = bitcast<vec2<u32>>(vec4<f16>(weight4(0u, at * 2u + 1u)));
      y[at] = vec4<u32>(low, high);
    }
  }
}
