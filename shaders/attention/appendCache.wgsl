// cache[segmentEnd[t] - 1] = x[t], rows of WIDTH: keys or values of the new tokens, each at the end of what its sequence has so far.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(4) var<storage, read_write> cache: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  let token = i / (WIDTH / 4u);
  if (token >= frame.tokens) { return; }
  cache[(segmentEnd[token] - 1u) * (WIDTH / 4u) + i % (WIDTH / 4u)] = x[i];
}
