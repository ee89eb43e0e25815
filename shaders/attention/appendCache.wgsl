// cache[past + t] = x[t], rows of WIDTH: keys or values of the new tokens join those of the context.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> cache: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i >= frame.tokens * (WIDTH / 4u)) { return; }
  cache[frame.past * (WIDTH / 4u) + i] = x[i];
}
