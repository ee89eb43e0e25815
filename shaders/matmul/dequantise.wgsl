// y[OUT, IN] = W[OUT, IN] as f32: one multiply of level and scale per weight.
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i >= OUT * (IN / 4u)) { return; }
  y[i] = weight4(i / (IN / 4u), i % (IN / 4u));
}
