// dg = dh * e * s, de = dh * g * s * (1 + e (1 - s)), s = sigmoid(e); de is written over e and dg over g.
@group(0) @binding(2) var<storage, read> dh: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> e: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> g: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i >= frame.tokens * (WIDTH / 4u)) { return; }
  let ev = e[i];
  let s = 1.0 / (1.0 + exp(-ev));
  e[i] = dh[i] * g[i] * s * (1.0 + ev * (1.0 - s));
  g[i] = dh[i] * ev * s;
}
