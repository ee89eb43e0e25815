// h = silu(e) * g, silu(e) = e / (1 + exp(-e)); all [T, WIDTH].
@group(0) @binding(2) var<storage, read> e: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> g: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> h: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i >= frame.tokens * (WIDTH / 4u)) { return; }
  h[i] = e[i] / (1.0 + exp(-e[i])) * g[i];
}
