// y = x, PER vec4 of each invocation 256 apart.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let first = (workgroup.y * groups.x + workgroup.x) * 256u * PER + lane;
  for (var j = 0u; j < PER; j++) {
    let i = first + j * 256u;
    if (i < COUNT) { y[i] = x[i]; }
  }
}
