// partials[w] = sum of squares of the w-th of GROUPS interleaved shares of the flat gradient buffer (COUNT f32).
@group(0) @binding(2) var<storage, read> grads: array<f32>;
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = workgroup.x * LANES + lane; i < COUNT; i += GROUPS * LANES) { sum += grads[i] * grads[i]; }
  let total = workgroupSum(lane, sum);
  if (lane == 0u) { partials[workgroup.x] = total; }
}
