// y[j] = x[index[j]] for the supervised rows j, rows of WIDTH.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> index: array<u32>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  let row = i / (WIDTH / 4u);
  if (row >= frame.rows) { return; }
  y[i] = x[index[row] * (WIDTH / 4u) + i % (WIDTH / 4u)];
}
