// D[t, head] = dO . o, the row sum that the softmax gradient subtracts; one invocation per (token, head).
@group(0) @binding(2) var<storage, read> o: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> delta: array<f32>;

const HEAD4 = HEAD / 4u;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i >= frame.tokens * HEADS) { return; }
  var sum = 0.0;
  for (var d = 0u; d < HEAD4; d++) { sum += dot(o[i * HEAD4 + d], dO[i * HEAD4 + d]); }
  delta[i] = sum;
}
