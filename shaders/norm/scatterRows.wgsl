// dx[t] = dy[rowOf[t]] where token t is a supervised row, 0 elsewhere (rowOf = 0xffffffff); rows of WIDTH.
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> rowOf: array<u32>;
@group(0) @binding(4) var<storage, read_write> dx: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  let token = i / (WIDTH / 4u);
  if (token >= frame.tokens) { return; }
  let row = rowOf[token];
  var value = vec4<f32>();
  if (row != 0xffffffffu) { value = dy[row * (WIDTH / 4u) + i % (WIDTH / 4u)]; }
  dx[i] = value;
}
