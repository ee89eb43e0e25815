// y[row, column] = the sum of SPLITS partial products [SPLITS, CHUNK, WIDTH] in their order. MODE 0: written, 1: added to `residual`, 2: added to y.
@group(0) @binding(2) var<storage, read> partials: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> residual: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i / (WIDTH / 4u) >= rowCount()) { return; }
  var sum = vec4<f32>();
  for (var s = 0u; s < SPLITS; s++) { sum += partials[s * CHUNK * (WIDTH / 4u) + i]; }
  if (MODE == 1u) { sum += residual[i]; }
  if (MODE == 2u) { sum += y[i]; }
  y[i] = sum;
}
